import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createClient as createSseClient } from 'graphql-sse';
import { type Client, CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { callerOf } from '../support/caller.js';
import { startTinyGateway, type TinyGateway, type TinyGatewayOptions } from '../support/tiny-gateway.js';
import { composeTiny } from '../support/tiny-subgraph.js';

const query = 'subscription { shopEvents { cursor order { reference buyer { name } parts } } }';
const first = { cursor: '1', order: { id: 'o1' } };
const notes = 'subscription { shopEvents { note } }';
const eventStreamHeaders = { 'content-type': 'application/json', accept: 'text/event-stream' };
const hydrated = {
  data: { shopEvents: { cursor: '1', order: { reference: 'A-1', buyer: { name: 'Ada' }, parts: 10 } } },
};
const ada = callerOf();

let gateway: TinyGateway;
let clients: Client[];
const open = async (options?: TinyGatewayOptions) => {
  gateway = await startTinyGateway(options);
  clients = [];
  return gateway;
};
const wsClient = (options: Partial<Parameters<typeof createClient>[0]> = {}) => {
  const client = createClient({
    url: gateway.wsUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    ...options,
  });
  clients.push(client);
  return client;
};
const sseClient = (headers: Record<string, string> = {}) =>
  createSseClient({ url: gateway.url, headers, retryAttempts: 0 });
const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Resolves once that many clients are subscribed. */
const untilReaders = async (count: number) => {
  while (gateway.source.current.readers() !== count) await turn();
};
/** What becomes of a promise that may be rejected before anyone looks. */
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
const inTheEnd = async (iterator: AsyncIterator<unknown>) => {
  const results: unknown[] = [];
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) results.push(step.value);
  return results;
};

afterEach(async () => {
  await Promise.all(clients.map((client) => client.dispose()));
  await gateway.server.close({ graceMs: 0 });
});

describe('the same events at both doors', () => {
  test('with fields of two other subgraphs, from one upstream and one hydration', async () => {
    const { shop } = await open();
    const streams = [wsClient().iterate({ query }), wsClient().iterate({ query }), sseClient().iterate({ query })];
    const results = streams.map((stream) => stream.next());
    await untilReaders(3);
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
    expect(await inTheEnd(wsClient().iterate(asked))).toEqual([answer]);
    expect(await inTheEnd(sseClient().iterate(asked))).toEqual([answer]);
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
    expect(await inTheEnd(sseClient().iterate({ query: '{ nothing }' }))).toMatchObject([refused]);
    await expect(inTheEnd(wsClient().iterate({ query: '{ nothing }' }))).rejects.toMatchObject(refused.errors);
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
    const socket = new WebSocket(gateway.wsUrl, 'graphql-transport-ws');
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
    expect(await inTheEnd(wsClient(options).iterate({ query: '{ order(id: "o1") { parts } }' }))).toHaveLength(1);
  });

  test('or as a header of the upgrade, or of the request', async () => {
    await open(withKeys);
    class WithKey extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers: { authorization: 'Bearer good' } });
      }
    }
    const asked = { query: '{ order(id: "o1") { parts } }' };
    expect(await inTheEnd(wsClient({ webSocketImpl: WithKey }).iterate(asked))).toHaveLength(1);
    expect(await inTheEnd(sseClient({ authorization: 'Bearer good' }).iterate(asked))).toHaveLength(1);
  });

  test('without one: closed with 4403, or 401; with 4401 for who does not even introduce themselves', async () => {
    await open(withKeys);
    await expect(wsClient().iterate({ query }).next()).rejects.toMatchObject({ code: CloseCode.Forbidden });
    const response = await fetch(gateway.url, { method: 'POST', headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(401);
    await response.text();
    const rude = new WebSocket(gateway.wsUrl, 'graphql-transport-ws');
    await once(rude, 'open');
    rude.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    expect((await once(rude, 'close'))[0]).toBe(CloseCode.Unauthorized);
  });

  test('a key that was revoked since ends with the next operation', async () => {
    await open(withKeys);
    const client = wsClient({ connectionParams: { apiKey: 'good' }, lazy: false, onNonLazyError: () => undefined });
    expect(await inTheEnd(client.iterate({ query: '{ order(id: "o1") { parts } }' }))).toHaveLength(1);
    valid.clear();
    await expect(inTheEnd(client.iterate({ query }))).rejects.toMatchObject({ code: CloseCode.Forbidden });
    valid.add('Bearer good');
    expect(gateway.shop.events.opened).toBe(0);
  });

  test('an open gateway takes no WebSocket from a page of another origin', async () => {
    await open();
    const foreign = new WebSocket(gateway.wsUrl, 'graphql-transport-ws', { origin: 'http://elsewhere.example' });
    const [, response] = await once(foreign, 'unexpected-response').catch((error) => [error]);
    expect(response.statusCode).toBe(403);
    foreign.on('error', () => undefined).terminate();
    const own = new WebSocket(gateway.wsUrl, 'graphql-transport-ws', { origin: new URL(gateway.url).origin });
    await once(own, 'open');
    own.terminate();
  });

  test('a message larger than the limit closes the socket', async () => {
    await open();
    const socket = new WebSocket(gateway.wsUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('x'.repeat(1_100_000));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });
});

describe('the end of streams', () => {
  test('a reader that takes nothing is told so at both doors, with a code to resume on', async () => {
    const { shop, source } = await open({ supergraph: { queueLimits: { maxEvents: 2 } } });
    const overflow = { extensions: { code: 'SUBSCRIPTION_OVERFLOW', retryable: true } };
    const socket = new WebSocket(gateway.wsUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: notes } }));
    const request = httpRequest(gateway.url, { method: 'POST', headers: eventStreamHeaders });
    request.end(JSON.stringify({ query: notes }));
    const [response]: IncomingMessage[] = await once(request, 'response');
    await untilReaders(2);
    socket.pause();
    // Until the buffers of the network are full, and two more.
    while (source.current.readers() > 0) {
      shop.events.publish({ cursor: '1', note: 'x'.repeat(500_000) });
      await turn();
    }
    const messages: { type: string; payload: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    socket.resume();
    while (messages.at(-1)?.type !== 'error') await turn();
    expect(messages.at(-1)?.payload).toMatchObject([overflow]);
    socket.terminate();
    let text = '';
    for await (const chunk of response?.setEncoding('utf8') ?? []) text += chunk;
    const [last, end] = text.trimEnd().split('\n\n').slice(-2);
    expect(JSON.parse(last?.split('data: ')[1] ?? '')).toMatchObject({ errors: [overflow] });
    expect(end).toBe('event: complete\ndata:');
  });

  test('a new schema serves the next request at once, and ends the streams one after another', async () => {
    const scheduled: { work: () => void; afterMs: number }[] = [];
    const { shop, source, post } = await open({
      source: { endStreamsOverMs: 3_000, schedule: (work, afterMs) => scheduled.push({ work, afterMs }) },
    });
    const other = 'subscription { shopEvents { cursor } }';
    const [a, b, c] = [
      wsClient().iterate({ query }),
      wsClient().iterate({ query }),
      sseClient().iterate({ query: other }),
    ];
    const steps = [outcome(a.next()), outcome(b.next())];
    const last = inTheEnd(c);
    await untilReaders(3);
    source.reload(composeTiny(shop.subgraphs).replace('type ShopEvent', '"New."\ntype ShopEvent'));
    expect(await (await post({ query: '{ __type(name: "ShopEvent") { description } }' })).json()).toEqual({
      data: { __type: { description: 'New.' } },
    });
    expect(scheduled.map(({ afterMs }) => afterMs)).toEqual([0, 1_000, 2_000]);
    for (const { work } of scheduled) work();
    const reloaded = { extensions: { code: 'SCHEMA_RELOADED', retryable: true } };
    for (const step of steps) expect(await step).toMatchObject({ error: [reloaded] });
    expect(await last).toMatchObject([{ errors: [reloaded] }]);
    await shop.events.untilReaders(0);
    const again = wsClient().iterate({ query });
    const step = again.next();
    await shop.events.untilReaders(1);
    shop.events.publish(first);
    expect((await step).value).toEqual(hydrated);
    await again.return?.();
  });

  test('a drain closes WebSockets with 1001, ends event streams without `complete`, and lets what runs finish', async () => {
    const { shop, server, post, url } = await open();
    const answerStock = Promise.withResolvers<number>();
    const bothAsked = Promise.withResolvers<void>();
    shop.stockAnswers(() => {
      if (shop.stock.requests.length === 2) bothAsked.resolve();
      return answerStock.promise;
    });
    const slow = '{ order(id: "o1") { parts } }';
    const ws = outcome(wsClient().iterate({ query: 'subscription { quiet }' }).next());
    const busy = wsClient({ lazy: false, onNonLazyError: () => undefined });
    const busyClosed = new Promise<CloseEvent>((resolve) => busy.on('closed', (event) => resolve(event as CloseEvent)));
    const sse = outcome(sseClient().iterate({ query: 'subscription { quiet }' }).next());
    const [overHttp, overWs] = [post({ query: slow }), inTheEnd(busy.iterate({ query: slow }))];
    await bothAsked.promise;
    await untilReaders(2);
    const closing = server.close({ graceMs: 10_000 });
    expect(await ws).toMatchObject({ error: { code: 1001 } });
    expect(await sse).toMatchObject({ error: { message: expect.stringMatching(/closed/) } });
    answerStock.resolve(7);
    const answer = { data: { order: { parts: 7 } } };
    expect(await (await overHttp).json()).toEqual(answer);
    expect(await overWs).toEqual([answer]);
    expect((await busyClosed).code).toBe(1001);
    await closing;
    await expect(fetch(url)).rejects.toThrow();
  });

  test('what does not finish within the grace is cut off', async () => {
    const { shop, server, post } = await open();
    const stockAsked = Promise.withResolvers<void>();
    shop.stockAnswers(() => {
      stockAsked.resolve();
      return new Promise(() => undefined);
    });
    const hanging = post({ query: '{ order(id: "o1") { parts } }' });
    hanging.catch(() => undefined);
    await stockAsked.promise;
    await server.close({ graceMs: 20 });
    await expect(hanging).rejects.toThrow();
  });

  test('an HTTP client that leaves cancels the fetch that it waited for', async () => {
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const { url } = await open({
      supergraph: {
        serviceFor: () => ({
          execute: (_request, { signal }) => {
            asked.resolve(signal);
            return new Promise(() => undefined);
          },
          subscribe: () => Promise.reject(new Error('not used')),
        }),
      },
    });
    const leaving = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    leaving.on('error', () => undefined);
    leaving.end(JSON.stringify({ query: '{ orders { id } }' }));
    const signal = await asked.promise;
    const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    leaving.destroy();
    await aborted;
  });
});
