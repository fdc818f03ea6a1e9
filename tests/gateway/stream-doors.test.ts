import { once } from 'node:events';
import { CloseCode } from 'graphql-ws';
import { WebSocket } from 'ws';
import { callerOf } from '../support/caller.js';
import { inTheEnd, openStreamDoors, type StreamDoors } from '../support/stream-doors.js';
import type { TinyGatewayOptions } from '../support/tiny-gateway.js';

const query = 'subscription { shopEvents { cursor order { reference buyer { name } parts } } }';
const first = { cursor: '1', order: { id: 'o1' } };
const eventStreamHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };
const hydrated = {
  data: { shopEvents: { cursor: '1', order: { reference: 'A-1', buyer: { name: 'Ada' }, parts: 10 } } },
};
const ada = callerOf();

let doors: StreamDoors;
const open = async (options?: TinyGatewayOptions) => {
  doors = await openStreamDoors(options);
  return doors;
};
afterEach(() => doors.close());

describe('the same events at both doors', () => {
  test('with fields of two other subgraphs, from one upstream and one hydration', async () => {
    const { shop } = await open();
    const streams = [doors.ws().iterate({ query }), doors.ws().iterate({ query }), doors.sse().iterate({ query })];
    const results = streams.map((stream) => stream.next());
    await doors.untilReaders(3);
    shop.events.publish(first);
    expect((await Promise.all(results)).map(({ value }) => value)).toEqual([hydrated, hydrated, hydrated]);
    expect(shop.events.opened).toBe(1);
    expect(shop.people.requests).toHaveLength(1);
    await Promise.all(streams.map((stream) => stream.return?.()));
    await shop.events.untilReaders(0);
  });

  test('queries and mutations too', async () => {
    await open();
    const asked = { query: 'mutation { placeOrder(reference: "B-1") { reference parts } }' };
    const answer = { data: { placeOrder: { reference: 'B-1', parts: 90 } } };
    expect(await inTheEnd(doors.ws().iterate(asked))).toEqual([answer]);
    expect(await inTheEnd(doors.sse().iterate(asked))).toEqual([answer]);
  });

  test('an event stream by GET, for EventSource: not for pages of another site, and not for changes', async () => {
    const { shop, url } = await open();
    const get = (text: string, headers: Record<string, string> = {}) =>
      fetch(`${url}?query=${encodeURIComponent(text)}`, { headers: { accept: 'text/event-stream', ...headers } });
    expect((await get(query, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await get('mutation { placeOrder(reference: "x") { id } }')).status).toBe(405);
    const response = await get(query);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    shop.events.publish(first);
    shop.events.finish();
    expect(await response.text()).toBe(`event: next\ndata: ${JSON.stringify(hydrated)}\n\nevent: complete\ndata:\n\n`);
  });

  test('a client that takes JSON as well gets events for subscriptions only', async () => {
    const { shop, post } = await open();
    const accept = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed';
    const typeOf = async (text: string) => (await post({ query: text }, { accept })).headers.get('content-type');
    expect(await typeOf('{ orders { id } }')).toMatch(/json/);
    expect(await typeOf(query)).toMatch(/^text\/event-stream/);
    shop.events.finish();
  });

  test('a document that is refused', async () => {
    await open();
    const refused = { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] };
    expect(await inTheEnd(doors.sse().iterate({ query: '{ nothing }' }))).toMatchObject([refused]);
    await expect(inTheEnd(doors.ws().iterate({ query: '{ nothing }' }))).rejects.toMatchObject(refused.errors);
  });

  test('quiet streams show signs of life', async () => {
    const { url } = await open({ server: { limits: { pingEveryMs: 20 } } });
    const response = await fetch(url, {
      method: 'POST',
      headers: eventStreamHeaders,
      body: JSON.stringify({ query }),
    });
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(':\n\n');
    await reader?.cancel();
    const socket = new WebSocket(doors.wsUrl, 'graphql-transport-ws');
    await once(socket, 'ping');
    socket.terminate();
  });
});

describe('who may stream', () => {
  const valid = new Set(['Bearer good']);
  const withKeys: TinyGatewayOptions = {
    server: {
      requireCaller: true,
      authenticate: async ({ headers: { authorization = '' } }) => (valid.has(authorization) ? ada : null),
    },
  };

  test.each([
    ['authorization', { connectionParams: { authorization: 'Bearer good' } }],
    ['Authorization', { connectionParams: { Authorization: 'Bearer good' } }],
    ['apiKey', { connectionParams: { apiKey: 'good' } }],
  ])('the key comes as %s of connection_init', async (_, options) => {
    await open(withKeys);
    expect(await inTheEnd(doors.ws(options).iterate({ query: '{ order(id: "o1") { parts } }' }))).toHaveLength(1);
  });

  test('or as a header of the upgrade, or of the request', async () => {
    await open(withKeys);
    class WithKey extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers: { authorization: 'Bearer good' } });
      }
    }
    const asked = { query: '{ order(id: "o1") { parts } }' };
    expect(await inTheEnd(doors.ws({ webSocketImpl: WithKey }).iterate(asked))).toHaveLength(1);
    expect(await inTheEnd(doors.sse({ authorization: 'Bearer good' }).iterate(asked))).toHaveLength(1);
  });

  test('without one: closed with 4403, or 401; with 4401 for who does not even introduce themselves', async () => {
    await open(withKeys);
    await expect(doors.ws().iterate({ query }).next()).rejects.toMatchObject({ code: CloseCode.Forbidden });
    const response = await fetch(doors.url, { method: 'POST', headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(401);
    await response.text();
    const rude = new WebSocket(doors.wsUrl, 'graphql-transport-ws');
    await once(rude, 'open');
    rude.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    expect((await once(rude, 'close'))[0]).toBe(CloseCode.Unauthorized);
  });

  test('a key that was revoked since ends with the next operation', async () => {
    await open(withKeys);
    const client = doors.ws({ connectionParams: { apiKey: 'good' }, lazy: false, onNonLazyError: () => undefined });
    expect(await inTheEnd(client.iterate({ query: '{ order(id: "o1") { parts } }' }))).toHaveLength(1);
    valid.clear();
    await expect(inTheEnd(client.iterate({ query }))).rejects.toMatchObject({ code: CloseCode.Forbidden });
    valid.add('Bearer good');
    expect(doors.shop.events.opened).toBe(0);
  });

  test('an open gateway takes no WebSocket from a page of another origin', async () => {
    await open();
    const foreign = new WebSocket(doors.wsUrl, 'graphql-transport-ws', { origin: 'http://elsewhere.example' });
    const [, response] = await once(foreign, 'unexpected-response').catch((error) => [error]);
    expect(response.statusCode).toBe(403);
    foreign.on('error', () => undefined).terminate();
    const own = new WebSocket(doors.wsUrl, 'graphql-transport-ws', { origin: new URL(doors.url).origin });
    await once(own, 'open');
    own.terminate();
  });

  test('a message larger than the limit closes the socket', async () => {
    await open();
    const socket = new WebSocket(doors.wsUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('x'.repeat(1_100_000));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });
});
