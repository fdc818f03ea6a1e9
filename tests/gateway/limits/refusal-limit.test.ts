import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createRefusalLimit } from '../../../gateway/access/limits/refusal-limit.js';
import type { Authenticate } from '../../../gateway/server/call-context.js';
import type { Caller } from '../../../platform/service/caller.js';
import { startTinyGateway, type TinyGateway } from '../../support/tiny-gateway.js';

const aliases = `{ order(id: "o1") { ${Array.from({ length: 300 }, (_, index) => `a${index}: id`).join(' ')} } }`;
const good = '{ order(id: "o1") { reference } }';
const callerOf = (id: string): Caller => ({
  organizationId: '00000000-0000-7000-8000-000000000001',
  actor: { kind: 'api-key', id, name: id },
  scopes: [],
});

let clock = 0;
let gateway: TinyGateway;
beforeEach(async () => {
  clock = 0;
  const refusals = createRefusalLimit({ perMinute: 3, holdMs: 0, now: () => clock });
  const authenticate: Authenticate = async ({ headers, address, tell }) => {
    const caller = callerOf(String(headers['x-who']));
    await refusals.check(caller, address, tell);
    return caller;
  };
  gateway = await startTinyGateway({ server: { authenticate, onRefusal: refusals.note } });
});
afterEach(() => gateway.server.close({ graceMs: 0 }));

const post = (body: object, who: string, accept = 'application/json') =>
  fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, 'x-who': who },
    body: JSON.stringify(body),
  });
const statusOf = async (who: string) => (await post({ query: good }, who)).status;

test.each([
  ['a document', { query: aliases }],
  ['variables', { query: 'query ($id: ID!) { order(id: $id) { id } }', variables: { id: 'x'.repeat(600_000) } }],
])('who sends %s beyond the limits again and again is not heard for a minute; others are', async (_, body) => {
  for (let sent = 0; sent < 3; sent++) expect((await post(body, 'flooding')).status).toBe(400);
  clock = 20_000;
  const refused = await post({ query: good }, 'flooding');
  expect(refused.headers.get('retry-after')).toBe('40');
  expect({ status: refused.status, body: await refused.json() }).toMatchObject({
    status: 429,
    body: { errors: [{ extensions: { code: 'TOO_MANY_REFUSALS', max: 3, retryAfterSeconds: 40, retryable: true } }] },
  });
  expect(await statusOf('another')).toBe(200);
  clock = 60_000;
  expect(await statusOf('flooding')).toBe(200);
});

test('what comes by event streams and WebSocket counts, too, and a mistake does not', async () => {
  for (let sent = 0; sent < 9; sent++) await post({ query: '{ unknown }' }, 'mixed');
  await post({ query: aliases }, 'mixed', 'text/event-stream');
  const socket = createClient({
    url: gateway.wsUrl,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: { 'x-who': 'mixed' } });
      }
    },
    retryAttempts: 0,
    lazy: false,
  });
  const ask = async (query: string) => {
    const [result] = await Promise.allSettled([socket.iterate({ query }).next()]);
    return result?.status === 'fulfilled' ? result.value.value : { errors: result?.reason };
  };
  expect(await statusOf('mixed')).toBe(200);
  const beyond = { errors: [{ extensions: { code: 'ALIAS_LIMIT_EXCEEDED' } }] };
  expect(await ask(aliases)).toMatchObject(beyond);
  expect(await ask(aliases)).toMatchObject(beyond);
  expect(await ask(good)).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_REFUSALS' } }] });
  expect(await statusOf('mixed')).toBe(429);
  await socket.dispose();
});

test('who is not heard waits for the answer, so that as much less comes', async () => {
  const refusals = createRefusalLimit({ perMinute: 1, holdMs: 60 });
  const caller = callerOf('waiting');
  refusals.note(caller, '192.0.2.1');
  const begun = performance.now();
  await expect(refusals.check(caller, '192.0.2.1')).rejects.toMatchObject({ code: 'TOO_MANY_REFUSALS' });
  expect(performance.now() - begun).toBeGreaterThan(50);
});
