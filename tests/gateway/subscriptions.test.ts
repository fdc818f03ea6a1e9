import type { ExecutionResult } from 'graphql';
import { createSupergraph, type SupergraphOptions } from '../../gateway/supergraph/supergraph.js';
import type { CallContext } from '../../platform/service/graphql-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { callerOf } from '../support/caller.js';
import { createTinyShop } from '../support/tiny-shop.js';
import { composeTiny } from '../support/tiny-subgraph.js';

const call: CallContext = { caller: null, requestId: 'test' };
const events = 'subscription { shopEvents { cursor order { reference buyer { name } parts } } }';

function setUp(options: Partial<SupergraphOptions> = {}) {
  const shop = createTinyShop();
  const supergraph = createSupergraph({
    sdl: composeTiny(shop.subgraphs),
    serviceFor: shop.serviceFor,
    logger: createLogger({ level: 'silent' }),
    ...options,
  });
  const subscribe = async (query = events, context = call, variables?: Record<string, unknown>) => {
    const answer = await supergraph.subscribe({ query, variables }, context);
    if (!(Symbol.asyncIterator in answer)) throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer[Symbol.asyncIterator]();
  };
  const refusal = async (query: string) =>
    JSON.parse(JSON.stringify(await supergraph.subscribe({ query }, call))) as ExecutionResult;
  return { shop, supergraph, subscribe, refusal };
}

const next = async (iterator: AsyncIterator<ExecutionResult>) =>
  JSON.parse(JSON.stringify((await iterator.next()).value));
const cursorOf = ({ data }: ExecutionResult) => (data as { shopEvents: { cursor: string } }).shopEvents.cursor;
const callOf = (organizationId: string, scopes: string[], id = 'key'): CallContext => ({
  caller: callerOf(organizationId, scopes, id),
  requestId: id,
});

describe('events with fields of other subgraphs', () => {
  test('each event is hydrated anew, in order', async () => {
    const { shop, subscribe } = setUp();
    let stock = 1;
    shop.stockAnswers(() => stock);
    const stream = await subscribe();
    shop.events.publish({ cursor: '1', order: { id: 'o1' } });
    expect(await next(stream)).toEqual({
      data: { shopEvents: { cursor: '1', order: { reference: 'A-1', buyer: { name: 'Ada' }, parts: 1 } } },
    });
    stock = 2;
    for (const cursor of ['2', '3', '4']) shop.events.publish({ cursor, order: { id: 'o1' } });
    const later = [await next(stream), await next(stream), await next(stream)];
    expect(later.map(cursorOf)).toEqual(['2', '3', '4']);
    expect(later[0].data.shopEvents.order.parts).toBe(2);
    await stream.return?.();
  });

  test('errors travel in their own event, under the name of nobody else, and the stream goes on', async () => {
    const { shop, subscribe } = setUp();
    const stream = await subscribe('subscription { shopEvents { cursor note order { parts } } }');
    shop.stockAnswers(({ id }) => {
      if (id === 'o2') throw new Error('no such shelf');
      return 5;
    });
    shop.events.publish({ cursor: '1', note: 'fail' });
    shop.events.publish({ cursor: '2', order: { id: 'o2' } });
    shop.events.publish({ cursor: '3', order: { id: 'o1' } });
    const [first, second, third] = [await next(stream), await next(stream), await next(stream)];
    expect(first.data.shopEvents).toEqual({ cursor: '1', note: null, order: null });
    expect(first.errors).toHaveLength(1);
    expect(first.errors[0]).toMatchObject({ message: 'this note cannot be read', path: ['shopEvents', 'note'] });
    expect(second.errors).toHaveLength(1);
    expect(second.errors[0]).toMatchObject({ message: 'no such shelf', path: ['shopEvents', 'order', 'parts'] });
    expect(JSON.stringify([first, second])).not.toMatch(/serviceName|u0000/);
    expect(third).toEqual({ data: { shopEvents: { cursor: '3', note: null, order: { parts: 5 } } } });
    await stream.return?.();
  });

  test('a condition on a nested field, and a variable with a default, reach the plan', async () => {
    const { shop, subscribe } = setUp();
    const query = `subscription($parts: Boolean!, $topic: String = "mine") {
      shopEvents(topic: $topic) { cursor order @include(if: $parts) { parts } } }`;
    const stream = await subscribe(query, call, { parts: false });
    shop.events.publish({ cursor: '1', order: { id: 'o1' } });
    expect(await next(stream)).toEqual({ data: { shopEvents: { cursor: '1' } } });
    expect(shop.sales.subscriptions[0]?.variables).toMatchObject({ topic: 'mine' });
    expect(shop.stock.requests).toHaveLength(0);
    await stream.return?.();
  });

  test('a subgraph that breaks off ends the stream with an error', async () => {
    const broken = async function* () {
      yield { data: { shopEvents: { cursor: '1', order: null } } };
      throw new Error('ECONNRESET at http://sales.invalid');
    };
    const shop = createTinyShop();
    const sales = { execute: shop.sales.service.execute, subscribe: async () => broken() };
    const { subscribe } = setUp({ serviceFor: (name) => (name === 'sales' ? sales : shop.serviceFor(name)) });
    const stream = await subscribe();
    expect(cursorOf(await next(stream))).toBe('1');
    await expect(stream.next()).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      message: expect.not.stringMatching('invalid'),
    });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('what is not a subscription that can run', () => {
  test.each([
    ['subscription { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { shopEvents { cursor } quiet }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription($x: Boolean!) { shopEvents @include(if: $x) { cursor } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { ...F } fragment F on Subscription { quiet @skip(if: true) }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription($t: String!) { shopEvents(topic: $t) { cursor } }', 'BAD_USER_INPUT'],
  ])('%s: %s', async (query, code) => {
    const { refusal, shop } = setUp();
    const { errors } = await refusal(query);
    expect(errors?.[0]?.extensions?.code).toBe(code);
    expect(shop.sales.subscriptions).toHaveLength(0);
  });

  test('a refusal of the subgraph is handed on', async () => {
    const shop = createTinyShop();
    const refused: ExecutionResult = { errors: [{ message: 'not you', extensions: { code: 'FORBIDDEN' } } as never] };
    const sales = { execute: shop.sales.service.execute, subscribe: async () => refused };
    const { refusal } = setUp({ serviceFor: (name) => (name === 'sales' ? sales : shop.serviceFor(name)) });
    expect(await refusal(events)).toEqual({ errors: [{ message: 'not you', extensions: { code: 'FORBIDDEN' } }] });
  });
});

describe('sharing', () => {
  test('equal subscriptions have one upstream and one hydration an event', async () => {
    const { shop, subscribe } = setUp();
    const spaced = events.replaceAll(' { ', '\n{\n');
    const streams = await Promise.all([subscribe(), subscribe(spaced), subscribe()]);
    shop.events.publish({ cursor: '1', order: { id: 'o1' } });
    const results = await Promise.all(streams.map((stream) => stream.next()));
    expect(results.map(({ value }) => cursorOf(value))).toEqual(['1', '1', '1']);
    expect(shop.events.opened).toBe(1);
    expect([shop.people, shop.stock].map(({ requests }) => requests.length)).toEqual([1, 1]);
    await Promise.all(streams.map((stream) => stream.return?.()));
    expect(shop.events.readers).toBe(0);
  });

  test('not between organizations, scopes, variables or operations; whichever key of one organization it is', async () => {
    const { shop, subscribe } = setUp();
    const topic = 'subscription($t: String) { shopEvents(topic: $t) { cursor } }';
    const named = 'subscription A { shopEvents { cursor } }';
    const streams = [
      await subscribe(topic, callOf('one', ['read', 'write'], 'a'), { t: 'x' }),
      await subscribe(topic, callOf('one', ['write', 'read'], 'b'), { t: 'x' }),
      await subscribe(topic, callOf('two', ['read', 'write']), { t: 'x' }),
      await subscribe(topic, callOf('one', ['read']), { t: 'x' }),
      await subscribe(topic, callOf('one', ['read', 'write']), { t: 'y' }),
      await subscribe(named, callOf('one', ['read', 'write'])),
    ];
    expect(shop.events.opened).toBe(5);
    await Promise.all(streams.map((stream) => stream.return?.()));
  });

  test('never for a replay', async () => {
    const { shop, subscribe } = setUp();
    const query = 'subscription($a: String) { shopEvents(after: $a) { cursor } }';
    const streams = [
      await subscribe(query, call, { a: '7' }),
      await subscribe(query, call, { a: '7' }),
      await subscribe(query, call, { a: null }),
      await subscribe(query, call, { a: null }),
    ];
    expect(shop.events.opened).toBe(3);
    await Promise.all(streams.map((stream) => stream.return?.()));
  });

  test('the upstream ends with its last reader, though it is quiet', async () => {
    const { shop, subscribe } = setUp();
    const [first, second] = [await subscribe(), await subscribe()];
    const waiting = second.next();
    await first.return?.();
    expect(shop.events.readers).toBe(1);
    await second.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await shop.events.untilReaders(0);
    // And the next one to come starts afresh.
    const third = await subscribe();
    expect(shop.events.opened).toBe(2);
    await third.return?.();
  });

  test('an upstream that is deaf to its iterator while it waits is told by signal', async () => {
    const shop = createTinyShop();
    const ended = Promise.withResolvers<void>();
    const wait = async function* ({ signal }: CallContext): AsyncGenerator<ExecutionResult> {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      ended.resolve();
    };
    const sales = {
      execute: shop.sales.service.execute,
      subscribe: async (_: unknown, context: CallContext) => wait(context),
    };
    const { subscribe } = setUp({ serviceFor: (name) => (name === 'sales' ? sales : shop.serviceFor(name)) });
    const stream = await subscribe();
    const waiting = stream.next();
    await stream.return?.();
    await ended.promise;
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('a client that goes away without a word counts as gone', async () => {
    const { shop, subscribe } = setUp();
    const client = new AbortController();
    await subscribe(events, { ...call, signal: client.signal });
    client.abort();
    await shop.events.untilReaders(0);
  });
});

describe('limits and rights', () => {
  test('a reader too far behind is told, the others read on', async () => {
    const { shop, subscribe } = setUp({ queueLimits: { maxEvents: 2 } });
    const [slow, quick] = [await subscribe(), await subscribe()];
    for (const cursor of ['1', '2', '3', '4']) {
      shop.events.publish({ cursor });
      expect(cursorOf(await next(quick))).toBe(cursor);
    }
    await expect(slow.next()).rejects.toMatchObject({ code: 'SUBSCRIPTION_OVERFLOW', retryable: true });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect(shop.events.readers).toBe(1);
    await quick.return?.();
  });

  test('bytes count as well as events', async () => {
    const { shop, subscribe } = setUp({ queueLimits: { maxBytes: 500 } });
    const query = 'subscription { shopEvents { note } }';
    const [slow, quick] = [await subscribe(query), await subscribe(query)];
    for (let sent = 0; sent < 2; sent++) {
      shop.events.publish({ cursor: '1', note: 'x'.repeat(300) });
      await quick.next();
    }
    await expect(slow.next()).rejects.toMatchObject({ code: 'SUBSCRIPTION_OVERFLOW' });
    await quick.return?.();
  });

  test('rights are asked for with each event; losing them ends the stream of that reader alone', async () => {
    const valid = new Set(['a', 'b']);
    const { shop, subscribe } = setUp({ authorize: ({ requestId }) => valid.has(requestId) });
    const [a, b] = [await subscribe(events, callOf('one', [], 'a')), await subscribe(events, callOf('one', [], 'b'))];
    expect(shop.events.opened).toBe(1);
    shop.events.publish({ cursor: '1' });
    expect([cursorOf(await next(a)), cursorOf(await next(b))]).toEqual(['1', '1']);
    valid.delete('a');
    shop.events.publish({ cursor: '2' });
    await expect(a.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(cursorOf(await next(b))).toBe('2');
    await b.return?.();
  });

  test('rights that cannot be asked for end the stream of that reader, and nothing is left of it', async () => {
    const { shop, subscribe } = setUp({ authorize: () => Promise.reject(new Error('nobody to ask')) });
    const reader = await subscribe(events, callOf('one', [], 'a'));
    shop.events.publish({ cursor: '1' });
    await expect(reader.next()).rejects.toThrow('nobody to ask');
    await shop.events.untilReaders(0);
  });
});
