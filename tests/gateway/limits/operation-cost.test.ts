import { composeSupergraph } from '../../../gateway/supergraph/compose.js';
import { createSupergraph } from '../../../gateway/supergraph/supergraph.js';
import type { GraphQLRequest } from '../../../platform/service/graphql-service.js';
import { createLogger } from '../../../platform/telemetry/logger.js';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])
  type Query {
    book: Book
    shelf: [Book!]!
    books(first: Int = 20): BookConnection!
      @listSize(assumedSize: 20, slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
    newest(count: Int): [Book] @listSize(assumedSize: 5, slicingArguments: ["count"], requireOneSlicingArgument: false)
    search(text: String @cost(weight: 3)): [Found!] @listSize(assumedSize: 2)
    slow: Int @cost(weight: 50)
    map: Map
  }
  type Mutation { lend(id: ID!): Book }
  type BookConnection { edges: [BookEdge!]!  nodes: [Book!]!  totalCount: Int! }
  type BookEdge { node: Book! }
  type Book { id: ID!  title: String!  author: Author  tags: [String!]! }
  type Author { name: String!  books: [Book!]! @listSize(assumedSize: 4) }
  type Map @cost(weight: 7) { url: String }
  union Found = Book | Author
`;
const sdl = composeSupergraph([{ name: 'library', url: 'http://library.invalid/graphql', typeDefs }]);
let asked = 0;
const supergraphWith = (maxCost?: number) =>
  createSupergraph({
    sdl,
    logger: createLogger({ level: 'silent' }),
    limits: maxCost === undefined ? {} : { maxCost },
    serviceFor: () => ({
      execute: async () => {
        asked++;
        return { data: null };
      },
      subscribe: () => Promise.reject(new Error('not used')),
    }),
  });
const supergraph = supergraphWith();
const call = { caller: null, requestId: 'r' };
const costOf = async (query: string, variables?: GraphQLRequest['variables']) =>
  (await supergraph.execute({ query, variables, extensions: { cost: true } }, call)).extensions?.cost;

test.each<[string, string, number]>([
  ['an object', '{ book { id title } }', 1],
  ['nothing but leaves', '{ slow }', 50],
  ['an object with a weight', '{ map { url } }', 7],
  ['an object within another', '{ book { author { name } } }', 2],
  ['a list that says nothing of its length', '{ shelf { id } }', 5],
  ['a list of leaves', '{ book { tags } }', 1],
  ['a list with a length', '{ book { author { books { id } } } }', 6],
  ['a page of the usual size', '{ books { nodes { id } } }', 21],
  ['a page that is asked for', '{ books(first: 3) { nodes { id } totalCount } }', 4],
  ['edges', '{ books(first: 3) { edges { node { author { name } } } } }', 10],
  ['a page in a fragment', '{ books(first: 3) { ...page } } fragment page on BookConnection { nodes { id } }', 4],
  ['null for a size', '{ newest(count: null) { id } }', 5],
  ['lists within lists', '{ books(first: 100) { nodes { author { books { author { name } } } } } }', 1_001],
  ['a negative size', '{ newest(count: -4) { id } }', 0],
  ['an argument with a weight', '{ search(text: "x") { __typename } }', 8],
  ['the dearest of what a union may be', '{ search { ... on Book { id } ... on Author { books { id } } } }', 10],
  ['a change', 'mutation { lend(id: 1) { id } }', 11],
  ['what is left out', '{ book @skip(if: true) { id } slow @include(if: false) map { url } }', 7],
  ['aliases', '{ a: slow b: slow }', 100],
  ['the schema itself', '{ __schema { types { name fields { name } } } __typename }', 0],
])('%s', async (_, query, requested) => {
  expect(await costOf(query)).toEqual({ requested, max: 50_000 });
});

test('variables count with the value they have, their default, or the argument’s', async () => {
  const query = 'query ($n: Int = 7, $leave: Boolean = false) { books(first: $n) { nodes @skip(if: $leave) { id } } }';
  expect(await costOf(query, { n: 2 })).toMatchObject({ requested: 3 });
  expect(await costOf(query)).toMatchObject({ requested: 8 });
  expect(await costOf(query, { leave: true })).toMatchObject({ requested: 1 });
  expect(await costOf('query ($n: Int) { books(first: $n) { nodes { id } } }')).toMatchObject({ requested: 21 });
});

test('one that costs too much is refused with both figures, and no subgraph is asked', async () => {
  const strict = supergraphWith(20);
  asked = 0;
  const query = 'query ($n: Int) { books(first: $n) { nodes { id } } }';
  expect(JSON.parse(JSON.stringify(await strict.execute({ query, variables: { n: 20 } }, call)))).toEqual({
    errors: [
      {
        message: 'An operation may have at most 20 points of cost; this one has 21.',
        extensions: { code: 'COST_LIMIT_EXCEEDED', max: 20, found: 21, retryable: false },
      },
    ],
  });
  expect(asked).toBe(0);
  expect(await strict.execute({ query, variables: { n: 19 } }, call)).not.toHaveProperty('errors.0.extensions.found');
  expect(asked).toBe(1);
});

test('nobody who does not ask is told the cost', async () => {
  expect(await supergraph.execute({ query: '{ slow }' }, call)).not.toHaveProperty('extensions.cost');
});
