import type { HubClient } from '../support/client.js';
import { connect, goodCredentials } from '../support/connections.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startReceiver } from '../support/receiver.js';

let hub: TestHub;
let client: HubClient;
let id: string;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  client = await hub.client({ organization: 'tests' });
  id = await connect(client, { baseUrl: hub.sandbox.url });
});
afterEach(() => hub.sandbox.faults.clear());
afterAll(() => hub.close());

const result = 'ok latencyMs checkedAt error { kind code message httpStatus retryAt }';
interface Test {
  ok: boolean;
  latencyMs: number;
  checkedAt: string;
  error: { kind: string; code: string; message: string; httpStatus: number | null; retryAt: string | null } | null;
}

const look = { method: 'GET', path: '/crm/**' };

async function tested(): Promise<Test> {
  const { body, status } = await client.rest('POST', `/api/v1/integrations/${id}/test`);
  expect(status).toBe(200);
  return body.test as Test;
}

async function triedNew(changes: object): Promise<Test> {
  const input = { connector: 'symphonics', name: 'new', baseUrl: hub.sandbox.url, credentials: goodCredentials };
  const query = `mutation ($input: ConnectionInput!) { test: testNewConnection(input: $input) { ${result} } }`;
  return (await client.data<{ test: Test }>(query, { input: { ...input, ...changes } })).test;
}

test('a good one: one request that changes nothing, saved or not, paused or not', async () => {
  expect(await tested()).toMatchObject({ ok: true, error: null });
  await client.data('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id });
  expect(await tested()).toMatchObject({ ok: true, error: null });
  await client.data('mutation ($id: ID!) { resumeConnection(id: $id) { id } }', { id });
  expect(await triedNew({})).toMatchObject({ ok: true, error: null });
  expect(hub.sandbox.requests(look).map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(hub.sandbox.state().interventions).toEqual([]);
  // What is only tried is not kept.
  const { connections } = await client.data<{ connections: { totalCount: number } }>('{ connections { totalCount } }');
  expect(connections.totalCount).toBe(1);
});

test('wrong credentials, a wrong address, nobody there, no answer: each by its name', async () => {
  const wrong = await triedNew({ credentials: { ...goodCredentials, clientSecret: 'wrong' } });
  expect(wrong).toMatchObject({ ok: false, error: { kind: 'authentication', httpStatus: 401 } });
  expect(JSON.stringify(wrong)).not.toContain('"wrong"');
  const elsewhere = await startReceiver();
  elsewhere.answer({ status: 404, body: 'nothing here' });
  expect(await triedNew({ baseUrl: `http://127.0.0.1:${elsewhere.port}` })).toMatchObject({
    ok: false,
    error: { kind: 'permanent', code: 'HTTP_404', httpStatus: 404 },
  });
  await elsewhere.close();
  expect(await triedNew({ baseUrl: `http://127.0.0.1:${elsewhere.port}` })).toMatchObject({
    ok: false,
    error: { kind: 'retryable', code: 'ECONNREFUSED' },
  });
  hub.sandbox.faults.add({ match: look, fault: { kind: 'hang' } });
  const silent = await tested();
  expect(silent).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } });
  // DELIVERY_TIMEOUT_MS of the tests is 1.5 s.
  expect(silent.latencyMs).toBeGreaterThanOrEqual(1_400);
});

test('a budget that is used up is not overdrawn for it', async () => {
  const limits = [{ window: 'minute', requests: 1, windowMs: 60_000 }];
  const limited = await connect(client, { name: 'limited', baseUrl: hub.sandbox.url, limits });
  const query = `mutation ($id: ID!) { test: testConnection(id: $id) { ${result} } }`;
  const ask = async () => (await client.data<{ test: Test }>(query, { id: limited })).test;
  expect(await ask()).toMatchObject({ ok: true });
  const before = hub.sandbox.requests().length;
  const second = await ask();
  expect(second).toMatchObject({ ok: false, error: { kind: 'waiting', code: 'VENDOR_UNAVAILABLE' } });
  expect(Date.parse(second.error?.retryAt ?? '')).toBeGreaterThan(Date.parse(second.checkedAt));
  expect(hub.sandbox.requests().length).toBe(before);
});

test('settings that are not valid are refused before anybody is asked', async () => {
  const before = hub.sandbox.requests().length;
  const query = 'mutation ($input: ConnectionInput!) { testNewConnection(input: $input) { ok } }';
  const input = { connector: 'symphonics', name: 'x', baseUrl: 'https://192.168.0.1', credentials: {} };
  const { errors } = await client.ask(query, { input });
  expect(errors?.[0]?.extensions?.violations).toMatchObject([
    { field: 'baseUrl' },
    { field: 'credentials.clientId' },
    { field: 'credentials.clientSecret' },
  ]);
  const unknown = await client.ask(query, { input: { ...input, connector: 'nobody' } });
  expect(unknown.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', connectors: expect.any(Array) });
  expect(hub.sandbox.requests().length).toBe(before);
});
