import { createFileLinks, type FileLinks } from '../../../platform/files/file-links.js';
import { keyringOf } from '../../../platform/secrets/open-master-keyring.js';
import { organizations } from '../../support/caller.js';

const file = { id: '018f0000-0000-7000-8000-00000000000a', organizationId: organizations.north };
const secrets = { first: 'the first master key of the tests', second: 'the second master key of the tests' };

let now: Date;
beforeEach(() => {
  now = new Date('2025-06-02T09:30:00.000Z');
});
const linksOf = (newest: string, older?: string): FileLinks =>
  createFileLinks({ keyring: keyringOf(newest, older), origin: 'https://hub.example', now: () => now });
const verify = (links: FileLinks, link: string) => {
  const { pathname, searchParams } = new URL(link);
  return links.verifyLink(pathname.replace('/files/', ''), Object.fromEntries(searchParams));
};
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1_000);
};
const refused = expect.objectContaining({ code: 'FILE_LINK_REFUSED', httpStatus: 403 });
const expired = expect.objectContaining({ code: 'FILE_LINK_EXPIRED', httpStatus: 410 });

test('a link opens its file until it expires', () => {
  const links = linksOf(secrets.first);
  const link = links.link(file, { expiresInSeconds: 3_600 });
  expect(new URL(link).origin).toBe('https://hub.example');
  later(3_599);
  expect(verify(links, link)).toEqual(file);
  later(1);
  expect(() => verify(links, link)).toThrow(expired);
});

test('a lasting link is the same all day, and good for seven days at least', () => {
  const links = linksOf(secrets.first);
  const link = links.lastingLink(file);
  later(14 * 3_600);
  expect(links.lastingLink(file)).toBe(link);
  later(3_600);
  expect(links.lastingLink(file)).not.toBe(link);
  now = new Date('2025-06-09T23:59:59.000Z');
  expect(verify(links, link)).toEqual(file);
  later(1);
  expect(() => verify(links, link)).toThrow(expired);
  now = new Date('2025-06-10T00:00:00.000Z');
  const atMidnight = links.lastingLink(file);
  later(7 * 86_400 - 1);
  expect(verify(links, atMidnight)).toEqual(file);
});

test('no lifetime beyond the bounds', () => {
  const links = linksOf(secrets.first);
  for (const expiresInSeconds of [59, 0, -1, 60.5, 30 * 86_400 + 1, Number.NaN]) {
    expect(() => links.link(file, { expiresInSeconds })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  }
});

test('200 alterations are refused, as is an expired link of another signature', () => {
  const links = linksOf(secrets.first);
  const link = links.link(file, { expiresInSeconds: 3_600 });
  const from = link.indexOf('/files/') + '/files/'.length;
  const signs = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_';
  let altered = 0;
  for (let at = from; altered < 200; at = at + 1 < link.length ? at + 1 : from) {
    const sign = signs[(altered * 7 + 3) % signs.length];
    if (link[at] === sign) continue;
    const other = `${link.slice(0, at)}${sign}${link.slice(at + 1)}`;
    if (new URL(other).href === new URL(link).href) continue;
    altered += 1;
    expect(() => verify(links, other)).toThrow(refused);
  }
  later(86_400);
  expect(() =>
    verify(
      links,
      link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    ),
  ).toThrow(refused);
});

test('nothing may be added, left out or moved to another file', () => {
  const links = linksOf(secrets.first);
  const link = links.link(file, { expiresInSeconds: 3_600 });
  const others = [
    `${link}&more=1`,
    link.replace(/&expires=\d+/, ''),
    link.replace(/signature=.*/, 'signature='),
    link.replace(file.organizationId, organizations.south),
    link.replace(file.id, '018f0000-0000-7000-8000-00000000000b'),
    link.replace(/expires=(\d+)/, (_, at: string) => `expires=${Number(at) + 1}`),
    link.replace(/expires=(\d+)/, 'expires=0$1'),
  ];
  for (const other of others) expect(() => verify(links, other)).toThrow(refused);
  expect(() => links.verifyLink(file.id, { organization: ['a', 'b'] })).toThrow(refused);
});

test('links outlive a change of the master key, wherever it has got to', () => {
  const before = linksOf(secrets.first);
  const during = linksOf(secrets.second, secrets.first);
  const after = linksOf(secrets.second);
  const old = before.link(file, { expiresInSeconds: 3_600 });
  const made = during.link(file, { expiresInSeconds: 3_600 });
  expect(verify(during, old)).toEqual(file);
  for (const links of [before, during, after]) expect(verify(links, made)).toEqual(file);
  expect(() => verify(after, old)).toThrow(refused);
});
