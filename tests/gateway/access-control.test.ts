import type { ExecutionResult } from 'graphql';
import { createSupergraph, type SupergraphOptions } from '../../gateway/supergraph/supergraph.js';
import type { CallContext } from '../../platform/service/graphql-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { callerOf } from '../support/caller.js';
import { composeTiny, createTinySubgraph } from '../support/tiny-subgraph.js';
import { TinyTopic } from '../support/tiny-topic.js';

const archive = `
  type Query {
    book(id: ID!): Book
    books(author: String): [Book!]!
    items: [Item!]!
    finds: [Find]!
    sealed: Sealed
    vault: String! @requiresScopes(scopes: [["vault:open", "vault:see"], ["vault:master"]])
    nobody: String @policy(policies: [["nobody"]])
  }
  type Mutation {
    lend(id: ID!): Book @requiresScopes(scopes: [["books:write"]])
  }
  type Subscription {
    lent: Book @requiresScopes(scopes: [["books:watch"]])
    shelved: Book
  }
  interface Item { id: ID! title: String! }
  type Book implements Item @key(fields: "id") {
    id: ID! @authenticated
    title: String! @authenticated
    price: Int @requiresScopes(scopes: [["books:price"]])
    code: String! @requiresScopes(scopes: [["books:code"]])
    next: Book
    sealed: Sealed
  }
  type Letter implements Item @requiresScopes(scopes: [["letters:read"]]) { id: ID! title: String! to: String }
  union Find = Book | Letter
  type Sealed @requiresScopes(scopes: [["sealed:read"]]) { text: String }
`;
const reviews = `
  type Book @key(fields: "id") { id: ID! stars: Int @requiresScopes(scopes: [["reviews:read"]]) }
`;

const book = { __typename: 'Book', id: 'b1', title: 'Walden', price: 7, code: 'c1', sealed: { text: 'x' } };
const letter = { __typename: 'Letter', id: 'l1', title: 'To Emma', to: 'Emma' };

function setUp(options: Partial<SupergraphOptions> = {}) {
  const shelved = new TinyTopic<unknown>();
  const old = { ...book, id: 'b0', title: 'Emma', code: 'c0' };
  const main = createTinySubgraph('archive', archive, {
    Query: {
      book: () => ({ ...book, next: old }),
      books: () => [book, old],
      items: () => [book, letter],
      finds: () => [book, letter],
      sealed: () => ({ text: 'x' }),
      vault: () => 'gold',
      nobody: () => 'x',
    },
    Mutation: { lend: () => book },
    Subscription: {
      lent: { subscribe: () => shelved.read(), resolve: (event: unknown) => event },
      shelved: { subscribe: () => shelved.read(), resolve: (event: unknown) => event },
    },
  });
  const other = createTinySubgraph('reviews', reviews, {
    Book: { __resolveReference: (reference: object) => reference, stars: () => 5 },
  });
  const supergraph = createSupergraph({
    sdl: composeTiny([main, other]),
    serviceFor: (name) => (name === 'archive' ? main.service : other.service),
    logger: createLogger({ level: 'silent' }),
    unauthorized: 'filter',
    ...options,
  });
  const contextOf = (scopes: string[] | null): CallContext => ({
    caller: scopes && callerOf('org', scopes, 'key'),
    requestId: 'test',
  });
  const ask = async (query: string, scopes: string[] | null, variables?: Record<string, unknown>) =>
    JSON.parse(JSON.stringify(await supergraph.execute({ query, variables }, contextOf(scopes))));
  return { supergraph, main, other, ask, shelved, contextOf };
}

const refusalsOf = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ path, extensions }) => [extensions?.code, path?.join('.')]);
const code = 'UNAUTHORIZED_FIELD_OR_TYPE';

describe('what a caller may not see', () => {
  test('is null with an error at its place, and no subgraph is asked for it', async () => {
    const { ask, main, other } = setUp();
    const answer = await ask('{ book(id: "b1") { title cost: price stars } }', []);
    expect(answer.data).toEqual({ book: { title: 'Walden', cost: null, stars: null } });
    expect(refusalsOf(answer)).toEqual([
      [code, 'book.cost'],
      [code, 'book.stars'],
    ]);
    expect(answer.errors[0]).toMatchObject({
      message: 'This needs the scope books:price.',
      extensions: { requiredScope: 'books:price', requiredScopes: [['books:price']] },
    });
    expect(main.requests[0]?.query).not.toContain('price');
    expect(other.requests).toEqual([]);
  });

  test('makes null of what holds it when it may not be null, item by item', async () => {
    const { ask } = setUp();
    const one = await ask('{ book(id: "b1") { title next { code } } }', []);
    expect(one.data).toEqual({ book: { title: 'Walden', next: null } });
    expect(refusalsOf(one)).toEqual([[code, 'book.next.code']]);
    const list = await ask('{ books { title code } }', []);
    expect(list.data).toBeNull();
    expect(refusalsOf(list)).toEqual([
      [code, 'books.0.code'],
      [code, 'books.1.code'],
    ]);
    expect((await ask('{ vault }', ['vault:open'])).data).toBeNull();
  });

  test.each([
    ['one of a list is not enough', ['vault:see'], false],
    ['a whole list is', ['vault:see', 'vault:open'], true],
    ['any list is', ['vault:master'], true],
  ])('%s', async (_, scopes, allowed) => {
    expect(refusalsOf(await setUp().ask('{ vault }', scopes))).toEqual(allowed ? [] : [[code, 'vault']]);
  });

  test('is found through a type, named and inline fragments, aliases, and the same field asked for twice', async () => {
    const { ask, main } = setUp();
    const query = `query ($yes: Boolean!, $no: Boolean!) {
      a: book(id: "b1") { ...Parts ... on Item { ... on Book { again: price } } price price }
      sealed { text }
      skipped: sealed @skip(if: $yes) { text }
      left: book(id: "b1") { title price @include(if: $no) code @skip(if: $yes) }
    }
    fragment Parts on Book { title other: sealed { text } ... { price } }`;
    const answer = await ask(query, [], { yes: true, no: false });
    expect(answer.data).toEqual({
      a: { title: 'Walden', other: null, price: null, again: null },
      sealed: null,
      left: { title: 'Walden' },
    });
    expect(refusalsOf(answer).map(([, path]) => path)).toEqual(['a.other', 'a.price', 'a.again', 'sealed']);
    expect(main.requests[0]?.query).not.toMatch(/price|sealed|code/);
  });

  test('is decided object by object behind an interface or a union', async () => {
    const { ask } = setUp();
    const items = await ask('{ items { __typename title } }', []);
    expect(items.data).toBeNull();
    expect(refusalsOf(items)).toEqual([[code, 'items.1']]);
    const finds = await ask('{ finds { ... on Item { title } ... on Book { price } ... on Letter { to } } }', []);
    expect(finds.data).toEqual({ finds: [{ title: 'Walden', price: null }, null] });
    expect(refusalsOf(finds)).toEqual([
      [code, 'finds.0.price'],
      [code, 'finds.1'],
    ]);
    const reader = await ask('{ items { title } finds { ... on Letter { to } } }', ['letters:read']);
    expect(reader).toEqual({
      data: { items: [{ title: 'Walden' }, { title: 'To Emma' }], finds: [{}, { to: 'Emma' }] },
    });
  });

  test('is not reached by variables, nor by a caller who is not known', async () => {
    const { ask, main } = setUp();
    const query = 'query ($author: String) { books(author: $author) { price } }';
    expect((await ask(query, [], { author: 'x' })).data).toEqual({ books: [{ price: null }, { price: null }] });
    expect(refusalsOf(await ask('{ book(id: "b1") { title } }', null))).toEqual([[code, 'book.title']]);
    expect(refusalsOf(await ask('{ nobody }', ['admin']))).toEqual([[code, 'nobody']]);
    expect(main.requests.every((request) => !request.query.includes('price'))).toBe(true);
  });

  test('is not done: a mutation that is refused reaches no subgraph', async () => {
    const { ask, main } = setUp();
    const answer = await ask('mutation { lend(id: "b1") { title } }', ['books:price']);
    expect(answer.data).toEqual({ lend: null });
    expect(refusalsOf(answer)).toEqual([[code, 'lend']]);
    expect(main.requests).toEqual([]);
    expect((await ask('mutation { lend(id: "b1") { title } }', ['books:write'])).data.lend.title).toBe('Walden');
  });

  test('answers for one set of scopes are never given to another', async () => {
    const { ask } = setUp();
    const query = '{ book(id: "b1") { price } }';
    const prices = [];
    for (const scopes of [['books:price'], [], ['books:price', 'x'], ['x'], ['books:price']])
      prices.push((await ask(query, scopes)).data.book.price);
    expect(prices).toEqual([7, null, 7, null, 7]);
  });

  test('introspection is for everyone', async () => {
    const answer = await setUp().ask('{ __type(name: "Sealed") { fields { name } } __typename }', []);
    expect(answer).toEqual({ data: { __type: { fields: [{ name: 'text' }] }, __typename: 'Query' } });
  });
});

describe('a subscription', () => {
  test('is refused when its field is, and its events show only what may be seen', async () => {
    const { supergraph, contextOf, shelved } = setUp();
    const refused = await supergraph.subscribe({ query: 'subscription { lent { title } }' }, contextOf([]));
    expect(refusalsOf(refused as ExecutionResult)).toEqual([[code, 'lent']]);
    const query = 'subscription { shelved { title ...Rest } } fragment Rest on Book { price stars }';
    const stream = await supergraph.subscribe({ query }, contextOf([]));
    if (!(Symbol.asyncIterator in stream)) throw new Error('refused');
    const events = stream[Symbol.asyncIterator]();
    for (const _ of [1, 2]) {
      shelved.publish(book);
      const { value } = await events.next();
      expect(value.data).toEqual({ shelved: { title: 'Walden', price: null, stars: null } });
      expect(refusalsOf(value).map(([, path]) => path)).toEqual(['shelved.price', 'shelved.stars']);
    }
    await events.return?.();
  });
});

test('set to reject, an operation that names anything of it is refused as a whole', async () => {
  const { ask, main, supergraph, contextOf } = setUp({ unauthorized: 'reject' });
  const answer = await ask('{ book(id: "b1") { title price } }', []);
  expect(answer.data).toBeNull();
  expect(refusalsOf(answer)).toEqual([[code, 'book.price']]);
  expect(main.requests).toEqual([]);
  expect((await ask('{ book(id: "b1") { title } }', [])).data.book.title).toBe('Walden');
  const two =
    'query A { book(id: "b1") { ...T } } query B { book(id: "b1") { ...P } } fragment T on Book { title } fragment P on Book { price }';
  const operations = await Promise.all(
    ['A', 'B'].map((operationName) => supergraph.execute({ query: two, operationName }, contextOf([]))),
  );
  expect(operations.map(refusalsOf)).toEqual([[], [[code, 'book.price']]]);
});
