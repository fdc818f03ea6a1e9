import type { ExecutionResult } from 'graphql';
import type { RemoteServiceOptions } from '../../gateway/supergraph/remote-options.js';
import { createRemoteService, type RemoteService } from '../../gateway/supergraph/remote-service.js';
import { createSupergraph } from '../../gateway/supergraph/supergraph.js';
import type { CallContext } from '../../platform/service/graphql-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { startTinyServer, type TinyServer } from '../support/tiny-server.js';
import { createTinyShop, type TinyShop } from '../support/tiny-shop.js';
import { composeTiny } from '../support/tiny-subgraph.js';

const call: CallContext = { caller: null, requestId: 'r-1' };
const orders = { query: '{ orders { id } }' };
const answered = { data: { orders: [{ id: 'o1' }, { id: 'o2' }, { id: 'o3' }] } };

let shop: TinyShop;
let server: TinyServer;
const services: RemoteService[] = [];
const remote = (options: Partial<RemoteServiceOptions> = {}) => {
  const service = createRemoteService({ name: 'sales', url: server.url, ...options });
  services.push(service);
  return service;
};

beforeEach(async () => {
  shop = createTinyShop();
  server = await startTinyServer(shop.sales);
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
  await server.close();
});

describe('requests', () => {
  test('signed by whoever may, compressed, over a connection that is kept', async () => {
    const ports = new Set<number | undefined>();
    const service = remote({
      headersFor: ({ query }, { requestId }, body) => ({ signature: `${requestId} ${query.length} ${body.length}` }),
    });
    for (let sent = 0; sent < 10; sent++) {
      expect(await service.execute(orders, call)).toEqual(answered);
      ports.add(server.ports.at(-1));
    }
    // The next request may come a moment before the connection of the last one is free.
    expect(ports.size).toBeLessThanOrEqual(2);
    expect(server.headers[0]).toMatchObject({ signature: 'r-1 17 29', 'x-request-id': 'r-1' });
    expect(server.headers[0]?.['accept-encoding']).toContain('gzip');
  });

  test('GraphQL errors are answers, whatever the status', async () => {
    const errors = [{ message: 'not signed', extensions: { code: 'UNAUTHENTICATED' } }];
    server.misbehaveOnce((_, response) => response.writeHead(401).end(JSON.stringify({ errors })));
    expect(await remote().execute(orders, call)).toEqual({ errors });
  });

  test('a read whose connection is reset is sent once more, a change is not', async () => {
    const service = remote();
    server.misbehaveOnce((request) => request.socket.destroy());
    expect(await service.execute(orders, call)).toEqual(answered);
    expect(server.headers).toHaveLength(2);
    server.misbehaveOnce((request) => request.socket.destroy());
    const change = { query: 'mutation { placeOrder(reference: "x") { id } }' };
    await expect(service.execute(change, call)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(server.headers).toHaveLength(3);
  });

  test.each([
    ['no JSON', (body: string) => `<html>${body}`],
    ['JSON that is no result', () => '[1]'],
    ['half an answer', (body: string) => body.slice(0, 20)],
  ])('%s: SUBGRAPH_UNAVAILABLE, without an address', async (_, spoil) => {
    server.misbehaveOnce((_request, response) => response.writeHead(502).end(spoil(JSON.stringify(answered))));
    const failure = await remote()
      .execute(orders, call)
      .catch((error) => error);
    expect(failure).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', details: { subgraph: 'sales', status: 502 } });
    expect(failure.message).not.toContain('127.0.0.1');
  });

  test('an answer larger than the limit is not read, compressed or not', async () => {
    const service = remote({ maxResponseBytes: 1_000 });
    server.misbehaveOnce((_, response) => response.end('x'.repeat(10_000)));
    await expect(service.execute(orders, call)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    // 10 kB that travel as a few dozen bytes.
    shop.sales.service.execute = async () => ({ data: { pad: 'x'.repeat(10_000) } });
    await expect(service.execute(orders, call)).rejects.toMatchObject({ message: expect.stringMatching(/too large/) });
  });

  test('nobody there, or nobody who answers in time', async () => {
    server.misbehaveOnce(() => undefined);
    await expect(remote({ deadlineMs: 100 }).execute(orders, call)).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    const gone = remote({ url: 'http://127.0.0.1:1/graphql' });
    await expect(gone.execute(orders, call)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  });
});

describe('subscriptions', () => {
  const query = 'subscription { shopEvents { cursor } }';
  const subscribe = async (service: RemoteService, context = call) => {
    const stream = await service.subscribe({ query }, context);
    if (!(Symbol.asyncIterator in stream)) throw new Error('refused');
    return stream[Symbol.asyncIterator]();
  };

  test('events come in order, and the connection carries the signature', async () => {
    const service = remote({ headersFor: (_, { requestId }) => ({ signature: requestId }) });
    const stream = await subscribe(service);
    await shop.events.untilReaders(1);
    for (const cursor of ['1', '2', '3']) shop.events.publish({ cursor });
    const cursors = [await stream.next(), await stream.next(), await stream.next()].map(
      ({ value }) => value.data.shopEvents.cursor,
    );
    expect(cursors).toEqual(['1', '2', '3']);
    expect(server.headers[0]).toMatchObject({ signature: 'r-1' });
    await stream.return?.();
    await shop.events.untilReaders(0);
  });

  test('leaving by signal closes the connection, though the stream is quiet', async () => {
    const leaving = new AbortController();
    const stream = await subscribe(remote(), { ...call, signal: leaving.signal });
    await shop.events.untilReaders(1);
    const waiting = stream.next();
    leaving.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await shop.events.untilReaders(0);
  });

  test('the end of the stream, a refusal and a lost connection are told apart', async () => {
    const ending = await subscribe(remote());
    await shop.events.untilReaders(1);
    shop.events.finish();
    expect((await ending.next()).done).toBe(true);

    const refused = await remote().subscribe({ query: 'subscription { nothing }' }, call);
    const results: ExecutionResult[] = [];
    for await (const result of refused as AsyncIterable<ExecutionResult>) results.push(result);
    expect(results).toHaveLength(1);
    expect(results[0]?.errors?.[0]?.message).toMatch(/nothing/);

    const lost = await subscribe(remote());
    await shop.events.untilReaders(1);
    server.dropSockets();
    await expect(lost.next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  });

  test('many events at once wait for a slow reader up to the limit, and no further', async () => {
    const stream = await subscribe(remote());
    await shop.events.untilReaders(1);
    for (let sent = 0; sent < 1_200; sent++) shop.events.publish({ cursor: String(sent) });
    const read: unknown[] = [];
    const failure = await (async () => {
      while (server.sockets() > 0) await new Promise((resolve) => setImmediate(resolve));
      for (let step = await stream.next(); !step.done; step = await stream.next()) read.push(step.value);
    })().catch((error) => error);
    expect(failure).toMatchObject({ code: 'SUBSCRIPTION_OVERFLOW' });
    expect(read).toEqual([]);
  });
});

test('a supergraph over the network answers as it does in one process', async () => {
  const others = await Promise.all([shop.people, shop.stock].map(startTinyServer));
  const urls = { sales: server.url, people: others[0]?.url ?? '', stock: others[1]?.url ?? '' };
  const sdl = composeTiny(shop.subgraphs, urls);
  const logger = createLogger({ level: 'silent' });
  const near = createSupergraph({ sdl, serviceFor: shop.serviceFor, logger });
  const far = createSupergraph({ sdl, serviceFor: (name, url) => remote({ name, url }), logger });
  const query = '{ orders { id reference buyer { name initials } parts label } broken }';
  const [nearby, afar] = await Promise.all([near, far].map((one) => one.execute({ query }, call)));
  expect(JSON.parse(JSON.stringify(afar))).toEqual(JSON.parse(JSON.stringify(nearby)));
  expect(afar?.errors?.[0]?.path).toEqual(['broken']);

  const stream = await far.subscribe(
    { query: 'subscription { shopEvents { cursor order { parts buyer { name } } } }' },
    call,
  );
  const iterator = (stream as AsyncIterable<ExecutionResult>)[Symbol.asyncIterator]();
  await shop.events.untilReaders(1);
  shop.events.publish({ cursor: '1', order: { id: 'o2' } });
  expect(JSON.parse(JSON.stringify((await iterator.next()).value))).toEqual({
    data: { shopEvents: { cursor: '1', order: { parts: 20, buyer: { name: 'Grace' } } } },
  });
  await iterator.return?.();
  await shop.events.untilReaders(0);
  await Promise.all(services.splice(0).map((service) => service.close()));
  await Promise.all(others.map((other) => other.close()));
});
