import * as oidc from 'openid-client';
import { createHubClient, type HubClient } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { baseEnv, startTestHub, type TestHub } from '../support/hub.js';
import {
  Browser,
  createOAuthClient,
  createPerson,
  exchange,
  signIn,
  type TestClient,
  type TestPerson,
} from '../support/oauth.js';
import { startHubProcess } from '../support/processes.js';

let hub: TestHub;
let client: TestClient;
let ada: TestPerson;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  client = await createOAuthClient(hub, { scopes: ['interventions:read', 'interventions:write', 'users:admin'] });
  ada = await createPerson(hub, { email: 'ada@example.org' });
}, 60_000);
afterAll(() => hub.close());

const interventions = '{ interventions { totalCount } }';
/** What the graph answers a token with: an error's code, or nothing. */
async function codeWith(token: string, query = interventions): Promise<unknown> {
  const graph = createHubClient(hub.url, token);
  const { errors } = await graph.ask(query);
  await graph.close();
  return errors?.[0]?.extensions?.code;
}
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof oidc.ResponseBodyError ? error.error : String(error)),
  );
const refresh = (token: string | undefined) => oidc.refreshTokenGrant(client.config, token ?? '');
const isActive = async (token: string) => (await oidc.tokenIntrospection(client.config, token)).active;

describe('a person signs in with a program', () => {
  test('which gets tokens, learns who it is, and acts for them', async () => {
    const signedIn = await signIn(hub, client, ada, { scope: 'openid email profile interventions:read' });
    expect(signedIn.callback.href).toMatch(/^http:\/\/127\.0\.0\.1:9\/callback\?code=[\w-]{43}/);
    const tokens = await exchange(client, signedIn);
    expect(tokens.claims()).toMatchObject({ sub: ada.id, iss: hub.url, aud: client.clientId });
    expect(await codeWith(tokens.access_token)).toBeUndefined();
    const about = await oidc.fetchUserInfo(client.config, tokens.access_token, ada.id);
    expect(about).toMatchObject({ sub: ada.id, email: 'ada@example.org', name: 'Ada Test' });
    expect(await oidc.tokenIntrospection(client.config, tokens.access_token)).toMatchObject({
      active: true,
      scope: 'openid email profile interventions:read',
    });
    await oidc.tokenRevocation(client.config, tokens.access_token);
    expect(await isActive(tokens.access_token)).toBe(false);
    await soonKnown(async () => (await codeWith(tokens.access_token)) === 'UNAUTHENTICATED');
  });

  test('who is asked once in a browser, and sees where they are signed in', async () => {
    const browser = new Browser({ 'user-agent': 'Test Browser' });
    await signIn(hub, client, ada, { browser });
    const again = await signIn(hub, client, ada, { browser, parameters: { prompt: 'none' } });
    expect(again.callback.searchParams.get('code')).toBeTruthy();
    const { sessions } = await hub.admin.data<{ sessions: { nodes: { id: string; user: { id: string } }[] } }>(
      '{ sessions(filter: { active: true }) { nodes { id method address userAgent user { id } } } }',
    );
    expect(sessions.nodes[0]).toMatchObject({
      method: 'pwd',
      address: '127.0.0.1',
      userAgent: 'Test Browser',
      user: { id: ada.id },
    });
    const tokens = await exchange(client, again);
    await hub.admin.data('mutation ($id: ID!) { endSession(id: $id) { endedAt } }', { id: sessions.nodes[0]?.id });
    expect(await isActive(tokens.access_token)).toBe(false);
    const late = await signIn(hub, client, ada, { browser, parameters: { prompt: 'none' } });
    expect(late.callback.searchParams.get('error')).toBe('login_required');
  });

  test('who may say no', async () => {
    const browser = new Browser();
    const start = await startUrl(client);
    const { url } = await browser.follow(await browser.go(start), hub.url);
    const { url: end } = await browser.follow(await browser.go(url, { action: 'cancel' }), hub.url);
    expect(end.searchParams.get('error')).toBe('access_denied');
  });

  test('only for programs of their organization', async () => {
    const south = await hub.client({ organization: 'south' });
    const theirs = await createOAuthClient(hub, {}, south);
    const browser = new Browser();
    await signIn(hub, client, ada, { browser });
    await expect(signIn(hub, theirs, ada, { browser })).rejects.toThrow('401');
  });
});

describe('rights', () => {
  test('are what the program, the consent and the person’s roles all allow', async () => {
    const tokens = await exchange(
      client,
      await signIn(hub, client, ada, { scope: 'openid interventions:read users:admin' }),
    );
    expect(tokens.scope).toBe('openid interventions:read');
    expect(await codeWith(tokens.access_token)).toBeUndefined();
    expect(await codeWith(tokens.access_token, '{ users { totalCount } }')).toBeDefined();
    expect(await codeWith(tokens.access_token, '{ deliveries { totalCount } }')).toBeDefined();
  });

  test('cannot be raised: not beyond the client, not at the refresh, not past what was consented to', async () => {
    const start = await startUrl(client, { scope: 'openid admin' });
    const browser = new Browser();
    const { url } = await browser.follow(await browser.go(start), hub.url);
    expect(url.searchParams.get('error')).toBe('invalid_scope');
    const tokens = await exchange(client, await signIn(hub, client, ada, { scope: 'openid interventions:read' }));
    const wider = { scope: 'openid interventions:read interventions:write' };
    expect(await errorOf(oidc.refreshTokenGrant(client.config, tokens.refresh_token ?? '', wider))).toBe(
      'invalid_scope',
    );
  });

  test('follow the roles at once, and end with the person', async () => {
    const eve = await createPerson(hub, { email: 'eve@example.org', roles: ['TECHNICIAN'] });
    const tokens = await exchange(client, await signIn(hub, client, eve));
    expect(await codeWith(tokens.access_token)).toBeUndefined();
    const set = 'mutation ($id: ID!, $roles: [Role!]!) { setUserRoles(id: $id, roles: $roles) { scopes } }';
    await hub.admin.data(set, { id: eve.id, roles: ['PARTNER'] });
    await soonKnown(async () => (await codeWith(tokens.access_token)) !== undefined);
    await hub.admin.data(set, { id: eve.id, roles: ['TECHNICIAN'] });
    await soonKnown(async () => (await codeWith(tokens.access_token)) === undefined);
    await hub.admin.data('mutation ($id: ID!) { deactivateUser(id: $id) { deactivatedAt } }', { id: eve.id });
    await soonKnown(async () => (await codeWith(tokens.access_token)) === 'UNAUTHENTICATED');
    expect(await errorOf(refresh(tokens.refresh_token))).toBe('invalid_grant');
    await expect(signIn(hub, client, eve)).rejects.toThrow('401');
  });
});

describe('client credentials', () => {
  test('give a program tokens of its own, for what it may', async () => {
    const machine = await createOAuthClient(hub, { machine: true, redirectUris: [], scopes: ['interventions:read'] });
    const tokens = await oidc.clientCredentialsGrant(machine.config, { scope: 'interventions:read' });
    expect(await codeWith(tokens.access_token)).toBeUndefined();
    expect(await codeWith(tokens.access_token, '{ customers { totalCount } }')).toBeDefined();
    expect(await errorOf(oidc.clientCredentialsGrant(machine.config, { scope: 'admin' }))).toBe('invalid_scope');
    await hub.admin.data('mutation ($id: ID!) { deleteOAuthClient(id: $id) }', { id: machine.id });
    await soonKnown(async () => (await codeWith(tokens.access_token)) === 'UNAUTHENTICATED');
  });

  test('are only for those they were given to, and overlap when they are rotated', async () => {
    expect(await errorOf(oidc.clientCredentialsGrant(client.config, {}))).toBe('invalid_request');
    const machine = await createOAuthClient(hub, { machine: true, redirectUris: [] });
    const rotate = async (until?: Date) =>
      (
        await hub.admin.data<{ made: { secret: string } }>(
          'mutation ($id: ID!, $until: DateTime) { made: rotateOAuthClientSecret(id: $id, previousValidUntil: $until) { secret } }',
          { id: machine.id, until },
        )
      ).made.secret;
    const statusOf = async (secret: string | null) => {
      const authorization = `Basic ${Buffer.from(`${machine.clientId}:${secret}`).toString('base64')}`;
      const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'interventions:read' });
      return (await fetch(`${hub.url}/oauth/token`, { method: 'POST', headers: { authorization }, body })).status;
    };
    const second = await rotate();
    expect([await statusOf(machine.secret), await statusOf(second)]).toEqual([200, 200]);
    const third = await rotate(new Date());
    expect([await statusOf(machine.secret), await statusOf(second), await statusOf(third)]).toEqual([401, 401, 200]);
  });
});

test('a code is exchanged once, however many try at once', async () => {
  const signedIn = await signIn(hub, client, ada);
  const tries = Array.from({ length: 100 }, () => errorOf(exchange(client, signedIn)));
  const outcomes = await Promise.all(tries);
  expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set(['none', 'invalid_grant']));
}, 60_000);

test('a code that comes back takes everything of its grant away', async () => {
  const signedIn = await signIn(hub, client, ada);
  const tokens = await exchange(client, signedIn);
  expect(await isActive(tokens.access_token)).toBe(true);
  expect(await errorOf(exchange(client, signedIn))).toBe('invalid_grant');
  expect(await isActive(tokens.access_token)).toBe(false);
  expect(await errorOf(refresh(tokens.refresh_token))).toBe('invalid_grant');
});

test('a refresh token works once; used again it takes everything of its grant away', async () => {
  const first = await exchange(client, await signIn(hub, client, ada));
  const second = await refresh(first.refresh_token);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(await isActive(second.access_token)).toBe(true);
  expect(await errorOf(refresh(first.refresh_token))).toBe('invalid_grant');
  expect(await isActive(second.access_token)).toBe(false);
  expect(await errorOf(refresh(second.refresh_token))).toBe('invalid_grant');
  expect(await codeWith(second.access_token, '{ __typename }')).toBe('UNAUTHENTICATED');
});

test.each([
  ['none', {}],
  ['plain', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }],
  ['one without a method, which means plain', { code_challenge: 'x'.repeat(43) }],
])('a challenge that is %s is refused', async (_, parameters) => {
  const browser = new Browser();
  const start = oidc.buildAuthorizationUrl(client.config, {
    redirect_uri: client.redirectUri,
    scope: 'openid',
    response_type: 'code',
    ...parameters,
  });
  const { url } = await browser.follow(await browser.go(start), hub.url);
  expect(url.searchParams.get('error')).toBe('invalid_request');
});

test('a code is worth nothing without its verifier, or for another program', async () => {
  const signedIn = await signIn(hub, client, ada);
  expect(await errorOf(exchange(client, { ...signedIn, verifier: 'y'.repeat(43) }))).toBe('invalid_grant');
  const other = await createOAuthClient(hub);
  expect(await errorOf(exchange(other, await signIn(hub, client, ada)))).toBe('invalid_grant');
});

test('what one gateway begins another goes on with: codes, tokens, sessions and signing keys', async () => {
  const env = { ...baseEnv(hub.database.url, hub.sandbox.url), PUBLIC_URL: hub.url };
  const other = await startHubProcess(['gateway'], env);
  try {
    const there = new URL(other.url).origin;
    const { callback, verifier, browser } = await signIn(hub, client, ada);
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      code_verifier: verifier,
      redirect_uri: client.redirectUri,
    });
    const authorization = `Basic ${Buffer.from(`${client.clientId}:${client.secret}`).toString('base64')}`;
    const response = await fetch(`${there}/oauth/token`, { method: 'POST', headers: { authorization }, body });
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(await codeWith(token)).toBeUndefined();
    const graph = createHubClient(there, token);
    expect((await graph.ask(interventions)).errors).toBeUndefined();
    await graph.close();
    const keysOf = async (origin: string) => (await fetch(`${origin}/oauth/jwks`)).json();
    expect(await keysOf(there)).toEqual(await keysOf(hub.url));
    const again = (await startUrl(client, { prompt: 'none' })).href.replace(hub.url, there);
    expect((await browser.go(again)).headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:9\/callback\?code=/);
  } finally {
    await other.stop();
  }
}, 60_000);

test('nothing that opens a door is kept: no code, token, cookie or secret can be read in the database', async () => {
  const signedIn = await signIn(hub, client, ada);
  const tokens = await exchange(client, signedIn);
  const dump = JSON.stringify([
    await hub.database.sql('select kind, encode(id, $1) as id, payload from access.oauth_records', ['base64']),
    await hub.database.sql('select to_jsonb(c) from access.oauth_clients c'),
    await hub.database.sql('select to_jsonb(k) from access.signing_keys k'),
    await hub.database.sql('select to_jsonb(u) from access.users u'),
  ]);
  const cookies = signedIn.browser.values();
  const secrets = [
    tokens.access_token,
    tokens.refresh_token,
    signedIn.callback.searchParams.get('code'),
    client.secret,
  ];
  for (const secret of [...secrets, ...cookies, ada.password]) expect(dump).not.toContain(secret ?? 'missing');
  expect(cookies.length).toBeGreaterThan(0);
  expect(dump).not.toContain('"d":');
});

test('a person’s rights end a quiet stream when they change', async () => {
  const eve = await createPerson(hub, { email: 'quiet@example.org', roles: ['OPERATOR'] });
  const reader = await createOAuthClient(hub, { scopes: ['integrations:read'] });
  const tokens = await exchange(reader, await signIn(hub, reader, eve, { scope: 'openid integrations:read' }));
  const graph: HubClient = createHubClient(hub.url, tokens.access_token);
  const watching = graph.watch('subscription { syncEvents { cursor } }');
  await watching.open;
  await hub.admin.data('mutation ($id: ID!) { deactivateUser(id: $id) { id } }', { id: eve.id });
  await expect(watching.ended).rejects.toBeDefined();
  await graph.close();
});

async function startUrl(of: TestClient, parameters: Record<string, string> = {}): Promise<URL> {
  return oidc.buildAuthorizationUrl(of.config, {
    redirect_uri: of.redirectUri,
    scope: 'openid interventions:read',
    code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
    code_challenge_method: 'S256',
    ...parameters,
  });
}

/** What the gateway remembers of a token is two seconds old at most. */
const soonKnown = (holds: () => Promise<boolean>) => eventually(holds, 'the gateway knows of it');
