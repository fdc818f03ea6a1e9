import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { queryBombs } from '../../../bench/query-bombs.js';
import { startTinyGateway, type TinyGateway } from '../../support/tiny-gateway.js';

let gateway: TinyGateway;
beforeAll(async () => {
  gateway = await startTinyGateway();
});
afterAll(() => gateway.server.close({ graceMs: 0 }));

const table = queryBombs.map(({ name, code, query, variables }) => [name, code, { query, variables }] as const);
const inDocument = table.filter(([, code]) => !code.startsWith('VARIABLE'));
const errorsOf = async (response: Response) => ({
  status: response.status,
  codes: ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors.map(
    ({ extensions }) => extensions.code,
  ),
});

test.each(table)('%s over HTTP: 400 and %s, and no subgraph hears of it', async (_, code, body) => {
  for (const accept of ['application/json', 'application/graphql-response+json'])
    expect(await errorsOf(await gateway.post(body, { accept }))).toEqual({ status: 400, codes: [code] });
  expect(gateway.shop.sales.requests).toHaveLength(0);
});

test.each(table)('%s as an event stream: 400 and %s', async (_, code, body) => {
  const response = await gateway.post(body, { accept: 'text/event-stream' });
  expect(await errorsOf(response)).toEqual({ status: 400, codes: [code] });
});

test.each(table)(
  '%s over WebSocket: %s on the operation, and the socket goes on',
  async (_, code, { query, variables }) => {
    const client = createClient({ url: gateway.wsUrl, webSocketImpl: WebSocket, retryAttempts: 0, lazy: false });
    const results = async (asked: { query: string; variables?: Record<string, unknown> | undefined }) => {
      const iterator = client.iterate({ query: asked.query, ...(asked.variables && { variables: asked.variables }) });
      return (await iterator.next()).value as { data?: unknown; errors?: { extensions: { code: string } }[] };
    };
    const refused = await results({ query, variables }).catch((errors: unknown) => ({ errors }));
    expect(refused).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(await results({ query: '{ __typename }' })).toEqual({ data: { __typename: 'Query' } });
    await client.dispose();
  },
);

test.each(inDocument.filter(([, , { query }]) => encodeURIComponent(query).length < 12_000))(
  '%s by GET: %s',
  async (_, code, { query }) => {
    const response = await fetch(`${gateway.url}?query=${encodeURIComponent(query)}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(await errorsOf(response)).toEqual({ status: 400, codes: [code] });
  },
);

test('what is within the limits is answered: a wide query, and the whole introspection', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const wide = `{ ${Array.from({ length: 50 }, (_, index) => `o${index}: order(id: "o1") { id reference }`).join(' ')} }`;
  for (const query of [wide, getIntrospectionQuery()]) {
    const response = await gateway.post({ query });
    expect(response.status).toBe(200);
    expect(await response.json()).not.toHaveProperty('errors');
  }
});

test('limits can be set', async () => {
  const strict = await startTinyGateway({ supergraph: { limits: { maxAliases: 1 } } });
  const query = '{ a: orders { id } b: orders { id } }';
  expect(await (await strict.post({ query })).json()).toEqual({
    errors: [
      {
        message: 'An operation may have at most 1 aliases; this one has more.',
        extensions: { code: 'ALIAS_LIMIT_EXCEEDED', max: 1, retryable: false },
      },
    ],
  });
  await strict.server.close({ graceMs: 0 });
});

test('a socket: so many operations at once, so many messages, so many sockets of one caller', async () => {
  const strict = await startTinyGateway({
    server: { limits: { maxOperations: 2, maxMessagesPerMinute: 6, maxConnections: 2 } },
  });
  const open = async () => {
    const socket = new WebSocket(strict.wsUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    return socket;
  };
  const first = await open();
  await once(first, 'message');
  const subscribe = (id: string) =>
    first.send(JSON.stringify({ id, type: 'subscribe', payload: { query: 'subscription { quiet }' } }));
  for (const id of ['1', '2', '3']) subscribe(id);
  const [refusal] = await once(first, 'message');
  expect(JSON.parse(String(refusal))).toMatchObject({
    id: '3',
    type: 'error',
    payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS', max: 2 } }],
  });
  const second = await open();
  await once(second, 'message');
  const third = await open();
  expect((await once(third, 'close'))[0]).toBe(1013);
  const stream = await strict.post({ query: 'subscription { quiet }' }, { accept: 'text/event-stream' });
  expect(await errorsOf(stream)).toEqual({ status: 429, codes: ['TOO_MANY_CONNECTIONS'] });
  second.terminate();
  for (let sent = 0; sent < 3; sent++) first.send('{"type":"ping"}');
  expect((await once(first, 'close'))[0]).toBe(1008);
  await strict.server.close({ graceMs: 0 });
});
