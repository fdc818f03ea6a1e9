import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { baseEnv, startTestHub, type TestHub } from '../support/hub.js';
import { type HubProcess, startHubProcess } from '../support/processes.js';

const limits = { RATE_LIMIT_PER_MINUTE: '40', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '5' };
const query = '{ __typename }';

let hub: TestHub;
let other: HubProcess;
beforeAll(async () => {
  hub = await startTestHub({ workers: false, env: limits });
  other = await startHubProcess(['gateway'], { ...baseEnv(hub.database.url, hub.sandbox.url), ...limits });
});
afterAll(async () => {
  await other.stop();
  await hub.close();
});

const urls = () => [`${hub.url}/graphql`, other.url] as const;
const post = (url: string, key: string | undefined, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }), ...headers },
    body: JSON.stringify({ query }),
  });
/** A key of which so many calls are left. */
const keyWith = async (calls: number) => {
  const { key } = await hub.client();
  await hub.database.sql('update access.api_keys set rate_limit_per_minute = $1 where prefix = $2', [
    calls,
    key.slice(0, 10),
  ]);
  return key;
};

test('two gateways at once let exactly as many calls through as one may make, and tell what is left', async () => {
  const { key } = await hub.client();
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => post(urls()[index % 2 === 0 ? 0 : 1], key)),
  );
  const allowed = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 429);
  expect([allowed.length, refused.length]).toEqual([40, 20]);
  for (const { headers } of answers) expect(headers.get('ratelimit-policy')).toBe('"caller";q=40;w=60');
  const left = allowed.map(({ headers }) =>
    Number(/^"caller";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1]),
  );
  expect(left.sort((one, two) => one - two)).toEqual(Array.from({ length: 40 }, (_, index) => index));
  for (const { headers } of refused) {
    expect(headers.get('ratelimit')).toMatch(/^"caller";r=0;t=\d+$/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  }
  expect(await refused[0]?.json()).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED', limit: 40, windowSeconds: 60, retryable: true } }],
  });
  for (const url of urls()) expect((await post(url, key)).status).toBe(429);
  expect((await post(urls()[0], (await hub.client()).key)).status).toBe(200);
});

test('a key has the limit that was given to it', async () => {
  const key = await keyWith(3);
  const statuses: number[] = [];
  for (const url of [...urls(), ...urls()]) statuses.push((await post(url, key)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
});

test('REST and event streams are counted with the rest', async () => {
  const key = await keyWith(1);
  expect((await post(urls()[1], key)).status).toBe(200);
  const rest = await fetch(`${hub.url}/api/integrations/health`, { headers: { authorization: `Bearer ${key}` } });
  expect([rest.status, rest.headers.get('content-type'), rest.headers.get('ratelimit-policy')]).toEqual([
    429,
    expect.stringContaining('application/problem+json'),
    '"caller";q=1;w=60',
  ]);
  expect(rest.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await rest.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED', limit: 1 });
  expect((await post(urls()[0], key, { accept: 'text/event-stream' })).status).toBe(429);
});

test('an event stream tells what is left, too', async () => {
  const response = await post(urls()[0], await keyWith(2), { accept: 'text/event-stream' });
  expect(response.headers.get('ratelimit')).toMatch(/^"caller";r=1;t=\d+$/);
  await response.text();
});

test('over WebSocket the operation is refused, the socket stays', async () => {
  const key = await keyWith(3);
  const closed: unknown[] = [];
  const client = createClient({
    url: urls()[0].replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { apiKey: key },
    retryAttempts: 0,
    lazy: false,
    on: { closed: (event) => closed.push(event) },
  });
  // The opening is a call, as well.
  for (let asked = 0; asked < 2; asked++)
    expect((await client.iterate({ query }).next()).value).toEqual({ data: { __typename: 'Query' } });
  for (let asked = 0; asked < 2; asked++)
    await expect(client.iterate({ query }).next()).rejects.toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  expect(closed).toEqual([]);
  await client.dispose();
});

test('who shows no good key is counted by the address', async () => {
  const statuses: number[] = [];
  for (let asked = 0; asked < 7; asked++)
    statuses.push((await post(urls()[asked % 2 === 0 ? 0 : 1], asked < 3 ? undefined : 'psk_guessed-guessed')).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect((await post(urls()[0], (await hub.client()).key)).status).toBe(200);
});

test('a REST body is held to the same limits as variables', async () => {
  const { key } = await hub.client();
  const send = (body: string) =>
    fetch(`${hub.url}/api/v1/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });
  const nested = `${'['.repeat(100)}${']'.repeat(100)}`;
  const refused = await send(`{"url":${nested},"events":[]}`);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ code: 'VARIABLE_DEPTH_LIMIT_EXCEEDED', max: 32 });
  expect((await send(JSON.stringify({ url: 'x'.repeat(1_100_000) }))).status).toBe(413);
});
