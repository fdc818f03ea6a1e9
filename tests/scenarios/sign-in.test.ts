import * as oidc from 'openid-client';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import {
  Browser,
  createOAuthClient,
  createPerson,
  signIn,
  type TestClient,
  type TestPerson,
} from '../support/oauth.js';

let hub: TestHub;
let client: TestClient;
let ada: TestPerson;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  client = await createOAuthClient(hub);
  ada = await createPerson(hub, { email: 'ada@example.org' });
}, 60_000);
afterAll(() => hub.close());

/** The sign-in page of a new attempt to get a code. */
async function open(browser = new Browser()) {
  const start = oidc.buildAuthorizationUrl(client.config, {
    redirect_uri: client.redirectUri,
    scope: 'openid interventions:read',
    code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
  });
  const { url, response } = await browser.follow(await browser.go(start), hub.url);
  return { browser, url, response, text: await response.text() };
}
const attempt = (password: string, email = ada.email) => ({ action: 'sign-in', email, password });
const expire = () => hub.database.sql('delete from access.sign_in_attempts');
beforeEach(expire);

test('the page speaks the browser’s language, runs no script and is in no frame', async () => {
  const { response, text } = await open(new Browser({ 'accept-language': 'de;q=0.9, fr-FR;q=0.8, en;q=0.1' }));
  expect(text).toContain('<html lang="fr">');
  expect(text).toContain('Mot de passe');
  expect(text).not.toContain('<script');
  expect((await open(new Browser({ 'accept-language': 'de' }))).text).toContain('<html lang="en">');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("form-action 'self' http://127.0.0.1:9");
  expect(policy).not.toContain('unsafe-inline');
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('what is typed is shown as it was typed, never as HTML', async () => {
  const { browser, url } = await open();
  const response = await browser.go(url, attempt('wrong', '"><script>alert(1)</script>'));
  const text = await response.text();
  expect(text).toContain('&quot;&gt;&lt;script&gt;');
  expect(text).not.toContain('<script');
});

test('a form from elsewhere is refused: another site’s, and one without the cookies of the sign-in', async () => {
  const { browser, url } = await open();
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ];
  for (const headers of foreign) {
    expect((await browser.go(url, attempt(ada.password), headers)).status).toBe(400);
  }
  expect((await new Browser().go(url, attempt(ada.password))).status).toBe(400);
  const own = { origin: hub.url, 'sec-fetch-site': 'same-origin' };
  expect((await browser.go(url, attempt(ada.password), own)).status).toBe(303);
});

test('who comes in, who is refused and who sets a password is on record, with where from', async () => {
  const bob = await createPerson(hub, { email: 'bob-on-record@example.org' });
  const { browser, url } = await open();
  await browser.go(url, attempt('not it', bob.email));
  await browser.go(url, attempt(bob.password, bob.email));
  const events = async () =>
    (
      await hub.database.sql<{ event: string; outcome: string; address: string }>(
        'select event, outcome, address from audit.entries where actor_id = $1',
        [bob.id],
      )
    ).toSorted((one, other) => one.event.localeCompare(other.event));
  await eventually(async () => (await events()).length >= 3, 'the events in the audit log');
  expect(await events()).toEqual([
    { event: 'user.password-set', outcome: 'DONE', address: '127.0.0.1' },
    { event: 'user.sign-in-refused', outcome: 'REFUSED', address: '127.0.0.1' },
    { event: 'user.signed-in', outcome: 'DONE', address: '127.0.0.1' },
  ]);
});

test('characters that no database keeps are an error of the caller’s', async () => {
  const { browser, url } = await open();
  expect((await browser.go(url, attempt('x\0', 'a\0b@example.org'))).status).toBe(401);
  const start = new URL(`${hub.url}/oauth/authorize?client_id=a%00b&response_type=code`);
  expect((await browser.go(start)).status).toBe(400);
});

test('an unknown person and a wrong password are told the same', async () => {
  const { browser, url } = await open();
  const wrong = await browser.go(url, attempt('not it'));
  const unknown = await browser.go(url, attempt('not it', 'bob@example.org'));
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect((await wrong.text()).replaceAll(ada.email, '')).toBe((await unknown.text()).replaceAll('bob@example.org', ''));
});

test('after ten attempts not even the right password helps, until the time is over', async () => {
  const { browser, url } = await open();
  const tries = await Promise.all(Array.from({ length: 14 }, () => browser.go(url, attempt('not it'))));
  expect(tries.filter(({ status }) => status === 401)).toHaveLength(10);
  const late = await browser.go(url, attempt(ada.password));
  expect(late.status).toBe(429);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(600);
  expect((await browser.go(url, attempt('not it', 'bob@example.org'))).status).toBe(401);
  await hub.database.sql("update access.sign_in_attempts set until = now() - interval '1 s'");
  expect((await browser.go(url, attempt(ada.password))).status).toBe(303);
});

describe('an invitation', () => {
  const invite = async () => {
    const query =
      'mutation ($input: InviteUserInput!) { made: inviteUser(input: $input) { path user { id hasPassword } } }';
    const email = `${crypto.randomUUID()}@example.org`;
    const input = { email, name: 'Bob', roles: ['TECHNICIAN'] };
    const { made } = await hub.admin.data<{ made: { path: string; user: { id: string } } }>(query, { input });
    return { id: made.user.id, email, url: `${hub.url}${made.path}` };
  };
  const save = (url: string, password: string, again = password) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ password, again }) });
  const long = 'a password of some length';

  test('lets somebody set a password once, and sign in with it', async () => {
    const { id, email, url } = await invite();
    expect((await fetch(url)).status).toBe(200);
    expect((await save(url, long)).status).toBe(200);
    expect((await save(url, 'another long password')).status).toBe(404);
    expect((await fetch(url)).status).toBe(404);
    const { callback } = await signIn(hub, client, { id, email, password: long });
    expect(callback.searchParams.get('code')).toBeTruthy();
    const [stored] = await hub.database.sql('select password_hash from access.users where id = $1', [id]);
    expect(stored?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('takes no short password and none that was mistyped, and is over after a week', async () => {
    const { url, id } = await invite();
    expect((await save(url, 'too short')).status).toBe(422);
    expect((await save(url, long, `${long}!`)).status).toBe(422);
    await hub.database.sql("update access.invitations set expires_at = now() - interval '1 s' where user_id = $1", [
      id,
    ]);
    expect((await save(url, long)).status).toBe(404);
  });

  test('is worth nothing once there is a newer one, and a new password signs out everywhere', async () => {
    const { url, id, email } = await invite();
    const reset = 'mutation ($id: ID!) { made: resetUserPassword(id: $id) { path } }';
    const { made } = await hub.admin.data<{ made: { path: string } }>(reset, { id });
    expect((await save(url, long)).status).toBe(404);
    expect((await save(`${hub.url}${made.path}`, long)).status).toBe(200);
    const { browser } = await signIn(hub, client, { id, email, password: long });
    const again = await hub.admin.data<{ made: { path: string } }>(reset, { id });
    expect((await save(`${hub.url}${again.made.path}`, 'a new password of some length')).status).toBe(200);
    const later = await signIn(hub, client, { id, email, password: '' }, { browser, parameters: { prompt: 'none' } });
    expect(later.callback.searchParams.get('error')).toBe('login_required');
  });
});
