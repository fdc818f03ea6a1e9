import { createSupergraph } from '../../gateway/supergraph/supergraph.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createTinyShop } from '../support/tiny-shop.js';
import { composeTiny, createTinySubgraph } from '../support/tiny-subgraph.js';

const call = { caller: null, requestId: 'test' };
const logger = createLogger({ level: 'silent' });

async function ask(query: string) {
  const shop = createTinyShop();
  const supergraph = createSupergraph({ sdl: composeTiny(shop.subgraphs), serviceFor: shop.serviceFor, logger });
  return JSON.parse(JSON.stringify(await supergraph.execute({ query }, call)));
}

describe('an alias in the place of a field that joins subgraphs', () => {
  test.each([
    ['a key', '{ order(id: "o1") { id: reference parts } }'],
    ['a key, in a fragment', '{ order(id: "o1") { ...F parts } } fragment F on Order { id: reference }'],
    ['a key, in a list', '{ orders { buyer { id: name name } } }'],
    ['what @requires reads', '{ orders { reference: id label } }'],
    ['what @requires reads, selected elsewhere', '{ orders { reference: parts label } }'],
  ])('%s: refused', async (_, query) => {
    const result = await ask(query);
    expect(result.data).toBeNull();
    expect(result.errors[0].extensions.code).toBe('ALIAS_COLLIDES_WITH_KEY');
  });

  test.each([
    ['no other subgraph is needed', '{ order(id: "o1") { id: reference } }', { order: { id: 'A-1' } }],
    ['the alias is the field', '{ order(id: "o1") { id: id parts } }', { order: { id: 'o1', parts: 10 } }],
    ['the alias is free', '{ order(id: "o1") { code: id parts } }', { order: { code: 'o1', parts: 10 } }],
    ['the alias is used one level up', '{ id: order(id: "o1") { parts } }', { id: { parts: 10 } }],
    [
      'it stands in the last subgraph',
      '{ order(id: "o1") { buyer { friend { id: name } } } }',
      { order: { buyer: { friend: null } } },
    ],
  ])('%s: answered', async (_, query, data) => {
    expect(await ask(query)).toEqual({ data });
  });
});

describe('arguments in the place of those that @requires gives', () => {
  const catalogue = createTinySubgraph(
    'catalogue',
    `type Query { article: Article } type Article @key(fields: "id") { id: ID! price(in: String!): Int }`,
    {
      Query: { article: () => ({ id: 'a' }) },
      Article: { price: (_: unknown, { in: currency }: { in: string }) => (currency === 'EUR' ? 2 : 1) },
    },
  );
  const shipping = createTinySubgraph(
    'shipping',
    `type Article @key(fields: "id") { id: ID! price(in: String!): Int @external
       fee: Int @requires(fields: "price(in: \\"EUR\\")") }`,
    { Article: { __resolveReference: (it: object) => it, fee: ({ price }: { price: number }) => price * 100 } },
  );
  const services = { catalogue: catalogue.service, shipping: shipping.service };
  const supergraph = createSupergraph({
    sdl: composeTiny([catalogue, shipping]),
    serviceFor: (name) => services[name as keyof typeof services],
    logger,
  });
  const run = async (query: string) => JSON.parse(JSON.stringify(await supergraph.execute({ query }, call)));

  test('none from the client: the right ones are used', async () => {
    expect(await run('{ article { fee } }')).toEqual({ data: { article: { fee: 200 } } });
  });

  test('the same from the client: answered', async () => {
    expect(await run('{ article { price(in: "EUR") fee } }')).toEqual({ data: { article: { price: 2, fee: 200 } } });
  });

  test.each(['{ article { price(in: "USD") fee } }', 'query($c: String = "EUR") { article { price(in: $c) fee } }'])(
    'others from the client: %s is refused, not answered wrongly',
    async (query) => {
      const result = await run(query);
      expect(result.errors[0].extensions.code).toBe('ARGUMENTS_COLLIDE_WITH_REQUIRES');
    },
  );

  test('others from the client under an alias: answered', async () => {
    expect(await run('{ article { dollars: price(in: "USD") fee } }')).toEqual({
      data: { article: { dollars: 1, fee: 200 } },
    });
  });
});
