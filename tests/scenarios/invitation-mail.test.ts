import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';

let mail: MailServer;
let hub: TestHub;
beforeAll(async () => {
  mail = await startMailServer();
  hub = await startTestHub({ env: { SMTP_URL: mail.url, PUBLIC_URL: 'https://hub.example' } });
}, 60_000);
afterAll(async () => {
  await hub.close();
  await mail.close();
});

interface Issued {
  issued: { path: string; mailed: boolean; user: { id: string } };
}
const invite = (email: string) =>
  hub.admin.data<Issued>(
    `mutation ($input: InviteUserInput!) { issued: inviteUser(input: $input) { path mailed user { id } } }`,
    { input: { email, name: 'Ada Test', roles: ['OPERATOR'] } },
  );
const mailTo = (email: string, nth: number) =>
  eventually(
    // Looked for in the database first: whoever only looks into memory leaves the server no time to put it there.
    async () =>
      (await hub.database.sql(`select from jobs.job where name = 'mail-invitation' and state = 'completed'`)) &&
      mail.received.filter((one) => new RegExp(`^To: ${email}`, 'm').test(one))[nth],
    `mail ${nth} to ${email}`,
  );
/** The link in a mail, as it is at this hub. */
const linkIn = (text: string): string =>
  /https:\/\/hub\.example(\/sign-in\/invitation\?token=(?:3D)?[\w-]+)/.exec(text)?.[1]?.replace('=3D', '=') ?? '';
const open = async (path: string) => (await fetch(`${hub.url}${path}`)).status;
const setPassword = async (path: string) => {
  const password = 'correct horse battery staple';
  return (
    await fetch(`${hub.url}${path}`, { method: 'POST', body: new URLSearchParams({ password, again: password }) })
  ).status;
};

test('who is invited is sent a link of their own; the first link to be used ends the other', async () => {
  const { issued } = await invite('ada@example.org');
  expect(issued.mailed).toBe(true);
  const text = await mailTo('ada@example.org', 0);
  expect(text).toContain('Subject: Passerelle: invitation');
  const link = linkIn(text);
  expect(link).not.toBe(issued.path);
  const [jobs] = await hub.database.sql<{ text: string }>(`select string_agg(j::text, '') as text from jobs.job j`);
  for (const path of [link, issued.path]) expect(jobs?.text).not.toContain(path.split('=')[1]);
  expect([await open(link), await open(issued.path)]).toEqual([200, 200]);
  expect(await setPassword(link)).toBe(200);
  const over = await setPassword(link);
  expect(over).toBeGreaterThanOrEqual(400);
  expect([await setPassword(issued.path), await open(issued.path)]).toEqual([over, over]);
});

test('so is who is to set another password; a link that was sent before is over', async () => {
  const { issued } = await invite('grace@example.org');
  const before = linkIn(await mailTo('grace@example.org', 0));
  await hub.admin.data('mutation ($id: ID!) { resetUserPassword(id: $id) { mailed } }', { id: issued.user.id });
  const text = await mailTo('grace@example.org', 1);
  expect(text).toContain('Subject: Passerelle: mot de passe / password');
  expect(await open(before)).toBeGreaterThanOrEqual(400);
  expect(await setPassword(linkIn(text))).toBe(200);
});
