import { getIntrospectionQuery, printSchema } from 'graphql';
import { createSupergraph } from '../../gateway/supergraph/supergraph.js';
import type { CallContext, GraphQLService } from '../../platform/service/graphql-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createTinyShop } from '../support/tiny-shop.js';
import { composeTiny, createTinySubgraph } from '../support/tiny-subgraph.js';

const logger = createLogger({ level: 'silent' });
const call: CallContext = { caller: null, requestId: 'test' };

function setUp(options: { subgraphDeadlineMs?: number; instead?: Record<string, GraphQLService> } = {}) {
  const { instead = {}, ...rest } = options;
  const shop = createTinyShop();
  const supergraph = createSupergraph({
    sdl: composeTiny(shop.subgraphs),
    serviceFor: (name) => instead[name] ?? shop.serviceFor(name),
    logger,
    ...rest,
  });
  const ask = async (query: string, variables?: Record<string, unknown>) =>
    // As a client gets it.
    JSON.parse(JSON.stringify(await supergraph.execute({ query, variables }, call)));
  return { shop, supergraph, ask };
}

const refusing = (error: Error): GraphQLService => ({
  execute: () => Promise.reject(error),
  subscribe: () => Promise.reject(error),
});

describe('queries over several subgraphs', () => {
  test('fields of three subgraphs come together', async () => {
    const { ask } = setUp();
    expect(await ask('{ order(id: "o2") { reference buyer { name } parts label } }')).toEqual({
      data: { order: { reference: 'A-2', buyer: { name: 'Grace' }, parts: 20, label: 'for A-2' } },
    });
  });

  test('one thing that many refer to is asked for once, and stands at each place with its errors', async () => {
    const { shop, ask } = setUp();
    shop.stockAnswers(({ id }) => {
      if (id === 'o1') throw new Error('no such shelf');
      return 1;
    });
    const result = await ask('{ a: orders { buyer { name } parts } b: order(id: "o1") { buyer { initials } parts } }');
    expect(result.data.a.map((order: { buyer: unknown }) => order.buyer)).toEqual([
      { name: 'Ada' },
      { name: 'Grace' },
      { name: 'Ada' },
    ]);
    expect(result.data.b).toEqual({ buyer: { initials: 'A' }, parts: null });
    expect(result.errors.map(({ path }: { path: unknown }) => path)).toEqual([
      ['a', 0, 'parts'],
      ['b', 'parts'],
    ]);
    expect(shop.people.requests[0]?.variables?.representations).toHaveLength(2);
  });

  test('mutations run, and are carried on when the client has left', async () => {
    const { supergraph, shop } = setUp();
    const leaving = AbortSignal.abort();
    const query = 'mutation { placeOrder(reference: "B-1") { reference parts } }';
    const result = await supergraph.execute({ query }, { ...call, signal: leaving });
    expect(result.data?.placeOrder).toEqual({ reference: 'B-1', parts: 90 });
    expect(shop.sales.requests).toHaveLength(1);
  });

  test('a supergraph with access directives loads; clients do not see them', async () => {
    const vault = createTinySubgraph(
      'vault',
      'type Query { gold: Int @requiresScopes(scopes: [["gold:read"]]) silver: Int @authenticated }',
      { Query: { gold: () => 1, silver: () => 2 } },
    );
    const sdl = composeTiny([vault]);
    expect(sdl).toContain('for: SECURITY');
    const supergraph = createSupergraph({ sdl, serviceFor: () => vault.service, logger });
    expect((await supergraph.execute({ query: '{ gold silver }' }, call)).data).toEqual({ gold: 1, silver: 2 });
    expect(printSchema(supergraph.apiSchema)).toBe('type Query {\n  gold: Int\n  silver: Int\n}');
  });

  test('introspection answers without a subgraph', async () => {
    const { ask, shop } = setUp();
    const result = await ask(getIntrospectionQuery());
    expect(result.data.__schema.queryType.name).toBe('Query');
    expect(JSON.stringify(result)).not.toContain('join__');
    expect(shop.sales.requests).toHaveLength(0);
  });

  test.each([
    ['{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['{', undefined, 'GRAPHQL_PARSE_FAILED'],
    ['query A { orders { id } } query B { orders { id } }', undefined, 'OPERATION_RESOLUTION_FAILURE'],
    ['query($id: ID!) { order(id: $id) { id } }', { id: null }, 'BAD_USER_INPUT'],
    ['subscription { quiet }', undefined, 'SUBSCRIPTION_NEEDS_A_STREAM'],
  ])('%s with %j is refused with %s', async (query, variables, code) => {
    const { ask } = setUp();
    const result = await ask(query, variables);
    expect(result.data).toBeUndefined();
    expect(result.errors[0].extensions.code).toBe(code);
  });
});

describe('a subgraph that fails takes only its own fields with it', () => {
  test('not reachable: SUBGRAPH_UNAVAILABLE, and no address in the answer', async () => {
    const stock = refusing(new Error('connect ECONNREFUSED http://stock.invalid/graphql'));
    const { ask } = setUp({ instead: { stock } });
    const result = await ask('{ order(id: "o1") { reference parts } }');
    expect(result.data).toEqual({ order: { reference: 'A-1', parts: null } });
    expect(result.errors).toEqual([
      {
        message: 'The subgraph "stock" cannot be reached.',
        path: ['order', 'parts'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true, subgraph: 'stock' },
      },
    ]);
  });

  test('silent: SUBGRAPH_TIMEOUT at the deadline, the rest is answered', async () => {
    const { ask, shop } = setUp({ subgraphDeadlineMs: 50 });
    shop.stockAnswers(() => new Promise(() => undefined));
    const result = await ask('{ order(id: "o1") { reference parts buyer { name } } }');
    expect(result.data).toEqual({ order: { reference: 'A-1', parts: null, buyer: { name: 'Ada' } } });
    expect(result.errors[0].extensions.code).toBe('SUBGRAPH_TIMEOUT');
  });

  test('errors of a subgraph keep message, code and place, and lose stack and addresses', async () => {
    const errors = [
      {
        message: 'see http://sales.invalid/graphql',
        path: ['order'],
        extensions: { code: 'TEAPOT', hint: 'tea', stacktrace: ['at x'], url: 'http://sales.invalid', http: {} },
      },
    ];
    const sales: GraphQLService = {
      execute: async () => ({ data: { order: null }, errors: errors as never }),
      subscribe: () => Promise.reject(new Error('not used')),
    };
    const { ask } = setUp({ instead: { sales } });
    const result = await ask('{ order(id: "o1") { id } }');
    expect(result.errors).toEqual([
      { message: 'see a subgraph', path: ['order'], extensions: { code: 'TEAPOT', hint: 'tea' } },
    ]);
  });

  test('a null where the schema allows none is an error, not a mere remark', async () => {
    const sales: GraphQLService = {
      execute: async () => ({ data: { orders: [{ id: 'o1', reference: null }] } }),
      subscribe: () => Promise.reject(new Error('not used')),
    };
    const { ask } = setUp({ instead: { sales } });
    const result = await ask('{ orders { reference } }');
    expect(result.data).toBeNull();
    expect(result.errors[0].path).toEqual(['orders', 0, 'reference']);
  });
});
