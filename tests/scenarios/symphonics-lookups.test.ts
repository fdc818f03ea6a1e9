import type { HubClient } from '../support/client.js';
import { newlyConnected } from '../support/connections.js';
import { completeDossier, createIntervention } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
/** Each test's own. */
let client: HubClient;
let connection: string;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
beforeAll(async () => {
  hub = await startTestHub({ now: () => new Date(Date.now() + ahead) });
});
beforeEach(async () => {
  ahead = 0;
  ({ client, connection } = await newlyConnected(hub));
});
afterAll(() => hub.close());

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Pdl {
  pdl: string;
  valid: boolean;
  message: string | null;
  address: { street: string; postalCode: string; city: string } | null;
  meterType: string | null;
  checkedAt: string;
  source: 'LIVE' | 'CACHE';
}
const pdlFields = 'pdl valid message address { street postalCode city } meterType checkedAt source';
const pdlQuery = `query ($pdl: String!) { validatePdl(pdl: $pdl) { ${pdlFields} } }`;
const validatePdl = async (pdl: string, who = client) =>
  (await who.data<{ validatePdl: Pdl }>(pdlQuery, { pdl })).validatePdl;

const asked = (path = '/validation/**') => hub.sandbox.requests({ path });

test('the documented PDLs: valid, or not and why', async () => {
  const documented = {
    '12345678901234': true,
    '23456789012345': true,
    '34567890123456': true,
    '45678901234567': false,
  };
  for (const [pdl, valid] of Object.entries({ ...documented, '123': false })) {
    const answer = await validatePdl(pdl);
    expect(answer).toMatchObject({ pdl, valid, source: 'LIVE', meterType: valid ? 'electronic' : null });
    expect(answer.message).toBe(valid ? null : 'PDL must be 14 digits');
    expect(answer.address === null).toBe(!valid);
    expect(Math.abs(Date.parse(answer.checkedAt) - Date.now())).toBeLessThan(10_000);
  }
});

test('documented users: active, inactive and unknown', async () => {
  const query = 'query ($email: String!) { validateUser(email: $email) { email exists userId status message source } }';
  const validateUser = async (email: string) =>
    (await client.data<{ validateUser: unknown }>(query, { email })).validateUser;
  expect(await validateUser(' Test.User@example.com')).toEqual({
    email: 'test.user@example.com',
    exists: true,
    userId: 'usr_12345678',
    status: 'active',
    message: null,
    source: 'LIVE',
  });
  expect(await validateUser('inactive.user@example.com')).toMatchObject({ exists: true, status: 'inactive' });
  expect(await validateUser('nonexistent@example.com')).toMatchObject({ exists: false, message: 'User not found' });
  expect(await validateUser('test.user@example.com')).toMatchObject({ exists: true, source: 'CACHE' });
  const refused = await client.ask(query, { email: '../crm/interventions' });
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field: 'email' }] });
  expect(asked()).toHaveLength(3);
});

test('a PDL is found by address and name; where there is none, that is an answer', async () => {
  const query = `query ($input: PdlLookupInput!) { lookupPdl(input: $input) { found pdl confidence meterType source address { city } } }`;
  const input = { street: '123 Rue de Paris', postalCode: '75001', city: 'Paris', customerName: 'Martin' };
  const lookup = async (wanted: object) =>
    (await client.data<{ lookupPdl: unknown }>(query, { input: wanted })).lookupPdl;
  expect(await lookup(input)).toEqual({
    found: true,
    pdl: '12345678901234',
    confidence: 0.95,
    meterType: 'electronic',
    source: 'LIVE',
    address: { city: 'Paris' },
  });
  expect(await lookup({ ...input, street: '  123 Rue  de Paris ' })).toMatchObject({ found: true, source: 'CACHE' });
  const nobody = { found: false, pdl: null, confidence: null, meterType: null, address: null };
  expect(await lookup({ ...input, customerName: 'Durand' })).toEqual({ ...nobody, source: 'LIVE' });
  expect(await lookup({ ...input, customerName: 'Durand' })).toEqual({ ...nobody, source: 'CACHE' });
  expect(asked()).toHaveLength(2);
  // Who was asked about is not kept in the clear.
  expect(JSON.stringify(await hub.database.sql('select * from integrations.lookup_answers'))).not.toContain('Durand');
});

test('a yes holds for a day, a no for an hour', async () => {
  const first = await validatePdl('12345678901234');
  await validatePdl('45678901234567');
  ahead = hourMs - minuteMs;
  expect(await validatePdl('12 345 678 901 234')).toEqual({ ...first, source: 'CACHE' });
  expect(await validatePdl('45678901234567')).toMatchObject({ source: 'CACHE' });
  ahead = hourMs + minuteMs;
  expect(await validatePdl('45678901234567')).toMatchObject({ valid: false, source: 'LIVE' });
  ahead = 24 * hourMs - minuteMs;
  expect(await validatePdl('12345678901234')).toMatchObject({ source: 'CACHE', checkedAt: first.checkedAt });
  ahead = 24 * hourMs + minuteMs;
  const again = await validatePdl('12345678901234');
  expect(again.source).toBe('LIVE');
  expect(Date.parse(again.checkedAt)).toBeGreaterThan(Date.parse(first.checkedAt) + 24 * hourMs);
  expect(asked()).toHaveLength(4);
});

test('asked the same by thirty at once, the vendor is asked once', async () => {
  hub.sandbox.faults.add({ match: { path: '/validation/**' }, fault: { kind: 'slow', delayMs: 300 } });
  const answers = await Promise.all(Array.from({ length: 30 }, () => validatePdl('12345678901234')));
  expect(answers.every(({ valid }) => valid)).toBe(true);
  expect(answers.filter(({ source }) => source === 'LIVE')).toHaveLength(1);
  expect(asked()).toHaveLength(1);
});

test('a vendor that hangs holds up only those who ask it', async () => {
  hub.sandbox.faults.add({ match: { path: '/validation/**' }, fault: { kind: 'hang' }, times: 25 });
  const arrived = hub.sandbox.waitForRequest(() => asked().length >= 20);
  const asking = Promise.all(
    Array.from({ length: 25 }, (_, index) => client.ask(pdlQuery, { pdl: String(10_000 + index) })),
  );
  await arrived;
  const other = client.data('{ connections { totalCount } }').then(() => 'another');
  expect(await Promise.race([other, asking.then(() => 'those who asked it')])).toBe('another');
  for (const { errors } of await asking) expect(errors?.[0]?.extensions?.code).toBe('VENDOR_UNAVAILABLE');
});

test('a dossier says whether its PDL is valid; when Symphonics is down that edge alone is null, with a coded error', async () => {
  const { site, ...rest } = completeDossier();
  const { id } = await createIntervention(client);
  const without = await createIntervention(client, { ...rest, site: { ...site, pdl: null } });
  const query = `query ($id: ID!) { intervention(id: $id) { reference pdlValidation { pdl valid source } } }`;
  const read = async (of: string) => client.ask(query, { id: of });

  hub.sandbox.faults.add({ match: { path: '/validation/**' }, fault: { kind: 'reset' } });
  const down = await read(id);
  expect(down.data?.intervention).toEqual({ reference: expect.any(String), pdlValidation: null });
  expect(down.errors).toHaveLength(1);
  expect(down.errors?.[0]).toMatchObject({
    message: expect.stringMatching(/^Symphonics CRM cannot be asked now: /),
    path: ['intervention', 'pdlValidation'],
    extensions: { code: 'VENDOR_UNAVAILABLE', retryable: true, connector: 'symphonics' },
  });

  const back = await read(id);
  expect(back.errors).toBeUndefined();
  expect(back.data?.intervention).toMatchObject({
    pdlValidation: { pdl: site.pdl, valid: true, source: 'LIVE' },
  });
  expect((await read(without.id)).data?.intervention).toMatchObject({ pdlValidation: null });
});

test('what goes wrong at the vendor is an error with a code, and is not kept as an answer', async () => {
  const faults = [
    [{ kind: 'status', status: 403 }, 'VENDOR_ERROR'],
    [{ kind: 'status', status: 404, body: '<h1>Not here</h1>' }, 'VENDOR_ERROR'],
    [{ kind: 'status', status: 503 }, 'VENDOR_UNAVAILABLE'],
    [{ kind: 'hang' }, 'VENDOR_UNAVAILABLE'],
    [{ kind: 'garbage' }, 'VENDOR_UNAVAILABLE'],
    [{ kind: 'status', status: 429, retryAfter: 30 }, 'VENDOR_UNAVAILABLE'],
  ] as const;
  for (const [fault, code] of faults) {
    hub.sandbox.faults.add({ match: { path: '/validation/**' }, fault });
    const answer = await client.ask('{ validateUser(email: "test.user@example.com") { exists } }');
    expect({ fault, code: answer.errors?.[0]?.extensions?.code }).toEqual({ fault, code });
  }
  expect(asked()).toHaveLength(faults.length);
  // The last one asked to be left alone for half a minute.
  const held = await client.ask('{ validateUser(email: "test.user@example.com") { exists } }');
  expect(held.errors?.[0]?.extensions).toMatchObject({ blockedBy: 'rate limit of the vendor' });
  const kept = `select 1 from integrations.lookup_answers a join integrations.connections c using (organization_id)
    where c.id = $1 and a.facts is not null`;
  expect(await hub.database.sql(kept, [connection])).toEqual([]);
});

test('a token that was thrown away there is renewed on the way', async () => {
  await validatePdl('12345678901234');
  hub.sandbox.faults.add({ match: { path: '/validation/**' }, fault: { kind: 'expire-tokens' } });
  expect(await validatePdl('23456789012345')).toMatchObject({ valid: true, source: 'LIVE' });
  expect(asked().map(({ status }) => status)).toEqual([200, 401, 200]);
});

test('lookups keep to the rate budget, and say so when it is used up', async () => {
  const input = {
    connector: 'symphonics',
    name: 'default',
    baseUrl: hub.sandbox.url,
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
    limits: [{ window: 'minute', requests: 2, windowMs: minuteMs }],
  };
  await client.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', { input });
  await validatePdl('12345678901234');
  await validatePdl('23456789012345');
  const refused = await client.ask(pdlQuery, { pdl: '34567890123456' });
  expect(refused.errors?.[0]?.extensions).toMatchObject({
    code: 'VENDOR_UNAVAILABLE',
    blockedBy: 'rate budget (minute)',
    retryAt: expect.stringMatching(/^\d{4}-/),
  });
  expect(await validatePdl('12345678901234')).toMatchObject({ source: 'CACHE' });
  expect(asked()).toHaveLength(2);
});

test('an organization’s answers are its own; one without a connection is told so', async () => {
  await validatePdl('12345678901234');
  const other = await hub.client({ organization: 'birch' });
  const unconnected = await other.ask(pdlQuery, { pdl: '12345678901234' });
  expect(unconnected.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  const input = {
    connector: 'symphonics',
    name: 'default',
    baseUrl: hub.sandbox.url,
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
  };
  await other.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', { input });
  expect(await validatePdl('12345678901234', other)).toMatchObject({ source: 'LIVE' });
  expect(await validatePdl('12345678901234', other)).toMatchObject({ source: 'CACHE' });
  const reader = await hub.client({ scopes: ['interventions:read'] });
  expect((await reader.ask(pdlQuery, { pdl: '12345678901234' })).errors?.[0]?.extensions?.code).toBe(
    'UNAUTHORIZED_FIELD_OR_TYPE',
  );
  expect(asked()).toHaveLength(2);
});
