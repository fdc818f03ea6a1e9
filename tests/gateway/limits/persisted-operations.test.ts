import { createHash } from 'node:crypto';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { parseManifest } from '../../../gateway/server/persisted-manifest.js';
import { startTinyGateway, type TinyGateway, type TinyGatewayOptions } from '../../support/tiny-gateway.js';

const query = '{ order(id: "o1") { reference } }';
const other = '{ orders { id } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const byHash = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });
const answer = { data: { order: { reference: 'A-1' } } };
const unknown = {
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: true } }],
};
const refused = { errors: [{ extensions: { code: 'OPERATION_NOT_PERSISTED' } }] };

let gateway: TinyGateway;
const open = async (options?: TinyGatewayOptions) => {
  gateway = await startTinyGateway(options);
};
afterEach(() => gateway.server.close({ graceMs: 0 }));

const post = async (body: unknown) => (await gateway.post(body)).json();
const get = async (params: Record<string, string>) => {
  const headers = { 'apollo-require-preflight': '1' };
  return (await fetch(`${gateway.url}?${new URLSearchParams(params)}`, { headers })).json();
};
const overSocket = async (payload: { query: string; extensions?: Record<string, unknown> }) => {
  const client = createClient({ url: gateway.wsUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const [result] = await Promise.allSettled([client.iterate(payload).next()]);
  await client.dispose();
  return result?.status === 'fulfilled' ? result.value.value : { errors: result?.reason };
};
const overEvents = async (payload: { query: string; extensions?: Record<string, unknown> }) =>
  (await createSseClient({ url: gateway.url, retryAttempts: 0 }).iterate(payload).next()).value;

test('a text is known by its hash at every door, once one has brought it', async () => {
  await open();
  const extensions = byHash(query);
  expect(await post({ extensions })).toEqual(unknown);
  expect(await get({ extensions: JSON.stringify(extensions) })).toEqual(unknown);
  expect(await overSocket({ query: '', extensions })).toEqual(unknown);
  expect(await post({ query, extensions })).toEqual(answer);
  expect(await post({ extensions })).toEqual(answer);
  expect(await get({ extensions: JSON.stringify(extensions) })).toEqual(answer);
  expect(await overSocket({ query: '', extensions })).toEqual(answer);
  expect(await overEvents({ query: '', extensions })).toEqual(answer);
});

test('over WebSocket alone too', async () => {
  await open();
  expect(await overSocket({ query, extensions: byHash(query) })).toEqual(answer);
  expect(await post({ extensions: byHash(query) })).toEqual(answer);
});

test('the hash of another text is refused and keeps nothing', async () => {
  await open();
  expect(await post({ query: other, extensions: byHash(query) })).toMatchObject({
    errors: [{ extensions: { code: 'MALFORMED_REQUEST' } }],
  });
  expect(await post({ extensions: byHash(query) })).toEqual(unknown);
});

test('operations of a manifest are known from the start, by documentId or as a hash', async () => {
  await open({ server: { persisted: { manifest: parseManifest(JSON.stringify({ first: query })) } } });
  expect(await post({ documentId: 'first' })).toEqual(answer);
  expect(await get({ documentId: 'first' })).toEqual(answer);
  expect(await post({ query: '{ orders { id } }' })).toMatchObject({ data: { orders: [{}, {}, {}] } });
  expect(await post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'first' } } })).toEqual(answer);
});

test('with a safelist nothing else is answered, and nothing is learnt', async () => {
  const manifest = parseManifest(
    JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: sha256(query), name: 'First', type: 'query', body: query }],
    }),
  );
  await open({ server: { persisted: { manifest, only: true } } });
  expect(await post({ extensions: byHash(query) })).toEqual(answer);
  expect(await post({ query })).toEqual(answer);
  for (const asked of [
    post({ query: other }),
    post({ query: other, extensions: byHash(other) }),
    get({ query: other }),
    overSocket({ query: other }),
    post({ documentId: 'elsewhere' }),
  ])
    expect(await asked).toMatchObject(refused);
  expect((await gateway.post({ query: other })).status).toBe(403);
  expect(gateway.shop.sales.requests).toHaveLength(2);
});

test('what is no manifest is told at the start', async () => {
  await open();
  expect(() => parseManifest('[')).toThrow(/not JSON/);
  expect(() => parseManifest('{"a": 1}')).toThrow(/must be a JSON object/);
});
