import { createHubClient, type HubClient } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false, env: { TRUSTED_PROXIES: '127.0.0.1' } });
}, 60_000);
afterAll(() => hub.close());

interface Issued {
  secret: string;
  apiKey: { id: string; prefix: string; scopes: string[]; createdByName: string | null; revokedAt: string | null };
}
const about = 'id prefix name scopes createdByName revokedAt expiresAt rateLimitPerMinute allowedAddresses partnerId';
const create = async (input: object, as: HubClient = hub.admin) =>
  (
    await as.data<{ made: Issued }>(
      `mutation ($input: CreateApiKeyInput!) { made: createApiKey(input: $input) { secret apiKey { ${about} } } }`,
      { input: { name: 'a test', scopes: ['interventions:read'], ...input } },
    )
  ).made;
const refusal = async (input: object, as: HubClient = hub.admin) => {
  const query = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }';
  const { errors } = await as.ask(query, { input: { name: 'a test', scopes: ['interventions:read'], ...input } });
  return errors?.[0];
};
const regenerate = async (id: string, until?: Date) =>
  (
    await hub.admin.data<{ made: Issued }>(
      `mutation ($id: ID!, $until: DateTime) { made: regenerateApiKey(id: $id, previousValidUntil: $until) { secret apiKey { ${about} } } }`,
      { id, until },
    )
  ).made;
const statusOf = async (key: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ query: '{ interventions { totalCount } }' }),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? response.status;
};

test('a key is told once, has 256 random bits, works for what it was given, and is listed by its beginning', async () => {
  const made = await create({ rateLimitPerMinute: 30 });
  expect(made.secret).toMatch(/^psk_[\w-]{43}$/);
  expect(Buffer.from(made.secret.slice(4), 'base64url')).toHaveLength(32);
  expect(made.apiKey).toMatchObject({
    prefix: made.secret.slice(0, 10),
    createdByName: 'test',
    rateLimitPerMinute: 30,
  });
  expect(await statusOf(made.secret)).toBe(200);
  const listed = await hub.admin.data<{ apiKeys: object }>(`{ apiKeys { totalCount nodes { ${about} } } }`);
  expect(JSON.stringify(listed)).toContain(made.apiKey.id);
  expect(JSON.stringify(listed)).not.toContain(made.secret);
  const [stored] = await hub.database.sql('select * from access.api_keys where id = $1', [made.apiKey.id]);
  expect(JSON.stringify(stored)).not.toContain(made.secret.slice(10));
});

describe('nobody gives what they do not have', () => {
  test('a key is made with scopes of its maker’s alone', async () => {
    const manager = await hub.client({ scopes: ['keys:admin', 'billing:read'] });
    expect((await create({ scopes: ['billing:read', 'keys:admin'] }, manager)).apiKey.scopes).toHaveLength(2);
    for (const scope of ['admin', 'billing:write', 'users:admin']) {
      expect(await refusal({ scopes: [scope] }, manager)).toMatchObject({
        message: expect.stringContaining(`you do not have ${scope}`),
        extensions: { code: 'INVALID_INPUT' },
      });
    }
  });

  test('nor is the secret of a key that may do more replaced, which would be a way up', async () => {
    const manager = await hub.client({ scopes: ['keys:admin'] });
    const { apiKey, secret } = await create({ scopes: ['admin'] });
    const query = 'mutation ($id: ID!) { regenerateApiKey(id: $id) { secret } }';
    expect((await manager.ask(query, { id: apiKey.id })).errors?.[0]?.extensions?.code).toBe('INVALID_INPUT');
    expect(await statusOf(secret)).toBe(200);
  });

  test('a partner’s key never manages anything', async () => {
    const partnerId = '018f0000-0000-7000-8000-0000000000aa';
    expect((await create({ scopes: ['partner:read'], partnerId })).apiKey).toMatchObject({ partnerId });
    expect(await refusal({ scopes: ['keys:admin'], partnerId })).toMatchObject({
      extensions: { code: 'INVALID_INPUT' },
    });
  });
});

test.each([
  ['no name', { name: ' ' }],
  ['no scopes', { scopes: [] }],
  ['a scope that is none', { scopes: ['everything'] }],
  ['a time that is past', { expiresAt: new Date(Date.now() - 1_000) }],
  ['a limit of nothing', { rateLimitPerMinute: 0 }],
  ['an address that is none', { allowedAddresses: ['10.0.0.300'] }],
  ['a block that is too narrow', { allowedAddresses: ['10.0.0.0/33'] }],
  ['a name instead of an address', { allowedAddresses: ['example.org'] }],
  ['a partner that is none', { partnerId: 'me' }],
])('a key with %s is not made', async (_, input) => {
  expect(await refusal(input)).toMatchObject({ extensions: { code: 'INVALID_INPUT' } });
});

describe('a regenerated key', () => {
  test('is good with both secrets until the old one’s time is over', async () => {
    const { apiKey, secret: old } = await create({});
    const { secret, apiKey: after } = await regenerate(apiKey.id);
    expect(after).toMatchObject({ id: apiKey.id, prefix: secret.slice(0, 10) });
    expect([await statusOf(old), await statusOf(secret)]).toEqual([200, 200]);
    const past = "update access.api_keys set previous_valid_until = now() - interval '1 s' where id = $1";
    await hub.database.sql(past, [apiKey.id]);
    await eventually(async () => (await statusOf(old)) === 'UNAUTHENTICATED', 'the old secret is refused');
    expect(await statusOf(secret)).toBe(200);
  });

  test('ends its old secret at once when told so, and the one before in any case', async () => {
    const first = await create({});
    const second = await regenerate(first.apiKey.id);
    const third = await regenerate(first.apiKey.id, new Date());
    expect(await statusOf(first.secret)).toBe('UNAUTHENTICATED');
    expect(await statusOf(second.secret)).toBe('UNAUTHENTICATED');
    expect(await statusOf(third.secret)).toBe(200);
  });

  test('overlaps for 30 days at most, and is none once it is revoked', async () => {
    const { apiKey, secret } = await create({});
    const query =
      'mutation ($id: ID!, $until: DateTime) { regenerateApiKey(id: $id, previousValidUntil: $until) { secret } }';
    const until = new Date(Date.now() + 31 * 24 * 60 * 60 * 1_000);
    expect((await hub.admin.ask(query, { id: apiKey.id, until })).errors?.[0]?.extensions?.code).toBe('INVALID_INPUT');
    await hub.admin.data('mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }', { id: apiKey.id });
    expect((await hub.admin.ask(query, { id: apiKey.id })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
    expect(await statusOf(secret)).toBe('UNAUTHENTICATED');
  });
});

describe('a key for some addresses', () => {
  // This machine is the trusted proxy; what it says it forwards for is where a call comes from.
  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('is refused from all others, at each door', async () => {
    const { secret } = await create({ allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'], scopes: ['admin'] });
    for (const address of ['192.0.2.9', '2001:db8::1', '::ffff:192.0.2.9', '6.6.6.6, 192.0.2.9']) {
      expect(await statusOf(secret, from(address))).toBe(200);
    }
    for (const address of ['192.0.3.9', '2001:db9::1', '192.0.2.9, 6.6.6.6', 'nonsense']) {
      expect(await statusOf(secret, from(address))).toBe('FORBIDDEN');
    }
    expect(await statusOf(secret)).toBe('FORBIDDEN');
    const headers = { authorization: `Bearer ${secret}` };
    expect((await fetch(`${hub.url}/api/integrations/health`, { headers })).status).toBe(403);
    const stream = new URLSearchParams({ query: 'subscription { syncEvents { cursor } }' });
    const events = await fetch(`${hub.url}/graphql?${stream}`, {
      headers: { ...headers, accept: 'text/event-stream' },
    });
    expect(events.status).toBe(403);
    const client = createHubClient(hub.url, secret);
    await expect(client.watch('subscription { syncEvents { cursor } }').ended).rejects.toMatchObject({ code: 4403 });
    await client.close();
  });
});

test('when a key was last used is written down', async () => {
  const { apiKey, secret } = await create({});
  const query = 'query ($id: ID!) { apiKey(id: $id) { lastUsedAt } }';
  const lastUse = async () =>
    (await hub.admin.data<{ apiKey: { lastUsedAt: string | null } }>(query, apiKey)).apiKey.lastUsedAt;
  expect(await lastUse()).toBeNull();
  const before = Date.now();
  await statusOf(secret);
  const at = await eventually(lastUse, 'the use is written down');
  expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
});
