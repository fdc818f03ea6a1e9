import type { JWTPayload } from 'jose';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { consent, openSignIn, type SavedProvider, saveProvider, walk } from '../support/identity-providers.js';
import { Browser, createOAuthClient, createPerson, type TestClient } from '../support/oauth.js';
import { type Account, type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.js';

let hub: TestHub;
let client: TestClient;
let idp: OpenIdProvider;
let saved: SavedProvider;
let input: object;

beforeAll(async () => {
  [hub, idp] = await Promise.all([startTestHub({ workers: false }), startOpenIdProvider()]);
  client = await createOAuthClient(hub);
  input = {
    name: 'Acme',
    issuer: idp.url,
    domains: ['example.org'],
    createUsers: true,
    defaultRoles: [],
    roleMapping: [
      { group: '/hub/operators', roles: ['OPERATOR'] },
      { group: '/hub/billing', roles: ['BILLING', 'MARKETING'] },
    ],
  };
  saved = await saveProvider(hub.admin, { ...input, oidc: { clientId: idp.clientId, clientSecret: idp.clientSecret } });
  idp.redirectUris.push(`${hub.url}${saved.path}`);
}, 60_000);
afterAll(async () => {
  await hub.close();
  await idp.close();
});

const honest = (claims: JWTPayload) => claims;
let people = 0;
beforeEach(() => {
  people += 1;
  idp.tamper = honest;
  idp.foreignKey = false;
  idp.account = person(`p${people}`);
});
const person = (sub: string, groups = ['/hub/operators']): Account => ({
  sub,
  email: `${sub}@example.org`,
  email_verified: true,
  name: `Person ${sub}`,
  groups,
});

/** Signs in by the provider, as far as the hub lets it. */
async function visit(browser = new Browser()) {
  const opened = await openSignIn(hub, client, browser);
  const { url, response } = await walk(browser, await browser.go(`${opened.url}/sso/${saved.id}`));
  return { ...opened, url, response };
}

async function userOf(email: string) {
  const [user] = await hub.database.sql<{ id: string; roles: string[] }>(
    'select id, roles from access.users where email = $1',
    [email],
  );
  return user;
}
const refusals = async () => {
  const query = `{ auditEntries(first: 1, filter: { event: "user.sign-in-refused" }) { nodes { outcome subjectId details } } }`;
  const { auditEntries } = await hub.admin.data<{
    auditEntries: { nodes: { outcome: string; subjectId: string; details: { reason: string } }[] };
  }>(query, {});
  return auditEntries.nodes[0];
};

test('somebody new is let in, with the roles of their groups, and the program gets its tokens', async () => {
  const opened = await openSignIn(hub, client, new Browser({ 'accept-language': 'fr' }));
  expect(await opened.response.text()).toContain('Se connecter avec Acme');
  idp.account.groups = ['/hub/operators', '/hub/billing', '/other'];
  const done = await visit();
  const tokens = await consent(hub, client, done, done.url);
  const user = await userOf(idp.account.email);
  expect(user?.roles.toSorted()).toEqual(['billing', 'marketing', 'operator']);
  expect(tokens.claims()?.sub).toBe(user?.id);
});

test('roles follow the groups at each sign-in, and are on record when they change', async () => {
  await visit();
  idp.account.groups = ['/hub/billing'];
  await visit();
  expect((await userOf(idp.account.email))?.roles).toEqual(['billing', 'marketing']);
  const query = `{ auditEntries(first: 1, filter: { event: "user.signed-in" }) { nodes { outcome details } } }`;
  const { auditEntries } = await hub.admin.data<{ auditEntries: { nodes: unknown[] } }>(query, {});
  expect(auditEntries.nodes).toMatchObject([
    {
      outcome: 'DONE',
      details: { provider: saved.id, roles: { before: ['operator'], after: ['billing', 'marketing'] } },
    },
  ]);
  idp.account.groups = ['/other'];
  expect((await visit()).response.status).toBe(403);
  expect((await refusals())?.details.reason).toContain('no group');
});

const forged: [string, (claims: JWTPayload) => JWTPayload][] = [
  ['nonce', (claims) => ({ ...claims, nonce: 'another' })],
  ['issuer', (claims) => ({ ...claims, iss: 'https://other.example.org' })],
  ['audience', (claims) => ({ ...claims, aud: 'another-client' })],
  ['time, long over', (claims) => ({ ...claims, exp: 1_600_000_000, iat: 1_599_999_000 })],
  ['missing nonce', ({ nonce: _none, ...claims }) => claims],
];
test.each(forged)('an ID token with another %s is refused', async (_what, tamper) => {
  idp.tamper = tamper;
  const { response } = await visit();
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('Reference: ');
  expect(await userOf(idp.account.email)).toBeUndefined();
});

test('an ID token that somebody else signed is refused', async () => {
  idp.foreignKey = true;
  expect((await visit()).response.status).toBe(403);
});

/** The provider's answer, before the hub saw it. */
async function answered(browser = new Browser()) {
  const opened = await openSignIn(hub, client, browser);
  let at = await browser.go(`${opened.url}/sso/${saved.id}`);
  let url = new URL(at.headers.get('location') ?? '');
  const asked = url;
  while (url.origin === idp.url) {
    at = await browser.go(url);
    url = new URL(at.headers.get('location') ?? '', url);
  }
  return { ...opened, asked, callback: url };
}

test('what is asked has PKCE, a state and a nonce', async () => {
  const { asked } = await answered();
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(asked.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
  }
});

test('a state that was not given out, of another sign-in, or of another browser is refused', async () => {
  const { browser, callback } = await answered();
  const unknown = new URL(callback);
  unknown.searchParams.set('state', 'x'.repeat(43));
  expect((await browser.go(unknown)).status).toBe(403);
  const thief = await walk(new Browser(), await new Browser().go(callback));
  expect(thief.response.status).toBe(400);
  const other = await answered();
  const mixed = new URL(callback);
  mixed.searchParams.set('code', other.callback.searchParams.get('code') ?? '');
  expect((await walk(browser, await browser.go(mixed))).response.status).toBe(403);
});

test('an answer is taken once', async () => {
  const { browser, callback } = await answered();
  const inner = new URL((await browser.go(callback)).headers.get('location') ?? '', hub.url);
  expect((await browser.go(inner)).status).toBe(303);
  expect((await browser.go(callback)).status).toBe(403);
  expect((await browser.go(inner)).status).toBeGreaterThanOrEqual(400);
});

test('a deactivated user stays out, on record', async () => {
  await visit();
  const user = await userOf(idp.account.email);
  await hub.admin.data('mutation ($id: ID!) { deactivateUser(id: $id) { id } }', { id: user?.id });
  expect((await visit()).response.status).toBe(403);
  expect(await refusals()).toMatchObject({
    outcome: 'REFUSED',
    subjectId: user?.id,
    details: { reason: 'the user is deactivated' },
  });
});

describe('a user who is there', () => {
  test('is linked by an address of the provider’s domain, and then by who they are there alone', async () => {
    const known = await createPerson(hub, { email: idp.account.email, roles: ['TECHNICIAN'] });
    const done = await visit();
    const tokens = await consent(hub, client, done, done.url);
    expect(tokens.claims()?.sub).toBe(known.id);
    // The address went to somebody else at the provider.
    const before = idp.account;
    idp.account = { ...before, sub: 'successor' };
    expect((await visit()).response.status).toBe(403);
    // Whom they were linked to they stay, under another address too.
    idp.account = { ...before, email: 'renamed@example.org' };
    expect((await visit()).response.status).not.toBe(403);
    expect(await userOf('renamed@example.org')).toBeUndefined();
  });

  test.each([
    { email: 'known@elsewhere.example', email_verified: true },
    { email: 'unsure@example.org', email_verified: false },
  ])('is not linked by $email when that is not for the provider to say', async (claims) => {
    const known = await createPerson(hub, { email: claims.email });
    idp.account = { ...idp.account, ...claims };
    expect((await visit()).response.status).toBe(403);
    expect(await hub.database.sql('select id from access.identities where user_id = $1', [known.id])).toEqual([]);
  });

  test('stays an administrator when nobody else is', async () => {
    const known = await createPerson(hub, { email: idp.account.email, roles: ['ADMINISTRATOR'] });
    await visit();
    expect((await userOf(idp.account.email))?.roles.toSorted()).toEqual(['administrator', 'operator']);
    await createPerson(hub, { email: 'second@example.org', roles: ['ADMINISTRATOR'] });
    await visit();
    expect((await userOf(idp.account.email))?.roles).toEqual(['operator']);
    expect(known.id).toBeTruthy();
  });
});

test('who signs out here is signed out, on record', async () => {
  const done = await visit();
  await consent(hub, client, done, done.url);
  const page = await done.browser.go(`${hub.url}/oauth/end-session`);
  const text = await page.text();
  const action = /action="([^"]+)"/.exec(text)?.[1] ?? '';
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const recorded = async () => {
    const query = '{ auditEntries(first: 1, filter: { event: "user.signed-out" }) { nodes { outcome subjectId } } }';
    const { auditEntries } = await hub.admin.data<{ auditEntries: { nodes: { subjectId: string }[] } }>(query, {});
    return auditEntries.nodes[0];
  };
  await done.browser.follow(await done.browser.go(action, { xsrf, logout: 'yes' }), hub.url);
  // The page does not wait for it.
  const entry = await eventually(recorded, 'signing out is on record');
  expect(entry).toEqual({ outcome: 'DONE', subjectId: (await userOf(idp.account.email))?.id });
});

test('the provider signs somebody out by the back channel, with a token that is good once', async () => {
  const done = await visit();
  await consent(hub, client, done, done.url);
  const user = await userOf(idp.account.email);
  const isEnded = async () =>
    (await hub.database.sql('select ended_at from access.sessions where user_id = $1', [user?.id]))[0]?.ended_at;
  const at = Math.floor(Date.now() / 1_000);
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const claims = { iss: idp.url, aud: idp.clientId, sub: idp.account.sub, iat: at, exp: at + 60, jti: 'j1', events };
  const send = async (payload: JWTPayload) => {
    const body = new URLSearchParams({ logout_token: await idp.sign(payload) });
    return (await fetch(`${hub.url}/sso/oidc/${saved.id}/logout`, { method: 'POST', body })).status;
  };
  expect(await send({ ...claims, aud: 'another' })).toBe(400);
  expect(await send({ ...claims, nonce: 'n' })).toBe(400);
  expect(await send({ ...claims, events: {} })).toBe(400);
  expect(await isEnded()).toBeNull();
  expect(await send(claims)).toBe(200);
  expect(await isEnded()).not.toBeNull();
  expect(await send(claims)).toBe(400);
});

describe('a provider in the graph', () => {
  const save =
    'mutation ($input: SaveIdentityProviderInput!) { saved: saveIdentityProvider(input: $input) { id version } }';
  const oidc = () => ({ clientId: idp.clientId, clientSecret: 'canary-of-a-client-secret' });

  test('never shows its secret: not in the graph, the audit log or the database', async () => {
    await saveProvider(hub.admin, { ...input, name: 'Canary', oidc: oidc() });
    const list =
      '{ identityProviders { id name kind issuer oidc { clientId scopes } saml { ssoUrl } path } auditEntries(first: 5) { nodes { details } } }';
    expect(JSON.stringify(await hub.admin.data(list, {}))).not.toContain('canary-of-a');
    const rows = await hub.database.sql('select to_jsonb(p) from access.identity_providers p');
    expect(JSON.stringify(rows)).not.toContain('canary-of-a');
    expect(hub.logs()).not.toContain('canary-of-a');
  });

  test('is changed with or without another secret, at the version that was seen, and deleted', async () => {
    const made = await saveProvider(hub.admin, { ...input, name: 'Changed', oidc: oidc() });
    const again = { ...input, name: 'Changed', id: made.id, oidc: { clientId: 'other' } };
    expect((await saveProvider(hub.admin, { ...again, expectedVersion: made.version })).version).toBe(made.version + 1);
    const stale = await hub.admin.ask(save, { input: { ...again, expectedVersion: made.version } });
    expect(stale.errors?.[0]?.extensions?.code).toBe('CONFLICT');
    const gone = await hub.admin.data('mutation ($id: ID!) { deleted: deleteIdentityProvider(id: $id) }', {
      id: made.id,
    });
    expect(gone).toEqual({ deleted: made.id });
  });

  test('is made by those alone who may do everything: it says who is an administrator', async () => {
    const helper = await hub.client({ scopes: ['users:admin'] });
    const answer = await helper.ask(save, { input: { ...input, name: 'Mine', oidc: oidc() } });
    expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  test.each([
    [{ issuer: 'http://169.254.169.254/' }, 'issuer'],
    [{ issuer: 'https://10.0.0.1/' }, 'issuer'],
    [{ domains: [] }, 'domains'],
    [{ domains: ['not a domain'] }, 'domains.0'],
    [{ saml: { ssoUrl: 'https://a.example', certificates: ['x'] } }, 'saml.certificates.0'],
    [{ oidc: { clientId: 'x' } }, 'oidc.clientSecret'],
  ])('is refused with %j', async (wrong: object, field) => {
    const answer = await hub.admin.ask(save, { input: { ...input, name: 'Wrong', oidc: oidc(), ...wrong } });
    const violations = answer.errors?.[0]?.extensions?.violations as { field: string }[];
    expect(violations.map((one) => one.field)).toContain(field);
  });
});
