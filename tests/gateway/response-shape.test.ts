import { createSupergraph } from '../../gateway/supergraph/supergraph.js';
import type { GraphQLService } from '../../platform/service/graphql-service.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { composeTiny, createTinySubgraph } from '../support/tiny-subgraph.js';

const schema = `
  type Query { animals: [Animal!]  pet: Pet  cat: Cat  mood(of: Int): Mood }
  interface Animal { id: ID!  name: String! }
  type Cat implements Animal { id: ID!  name: String!  mood: Mood  strictMood: Mood!  lives: Int!  grid: [[Int!]!]  mother: Cat }
  type Dog implements Animal { id: ID!  name: String!  barks: Boolean }
  union Pet = Cat | Dog
  enum Mood { CALM CROSS }`;

/** Asks a gateway whose one subgraph answers every fetch with the same data. */
async function ask(query: string, data: unknown, variables?: Record<string, unknown>) {
  const zoo = createTinySubgraph('zoo', schema, {});
  const service: GraphQLService = {
    execute: async () => ({ data: structuredClone(data) as Record<string, unknown> }),
    subscribe: () => Promise.reject(new Error('not used')),
  };
  const logger = createLogger({ level: 'silent' });
  const supergraph = createSupergraph({ sdl: composeTiny([zoo]), serviceFor: () => service, logger });
  // As a client gets it.
  return JSON.stringify(await supergraph.execute({ query, variables }, { caller: null, requestId: 'test' }));
}

const cat = { __typename: 'Cat', id: 'c', name: 'Tom', mood: 'CALM', strictMood: 'CROSS', lives: 9 };
const dog = { __typename: 'Dog', id: 'd', name: 'Rex', barks: null };

describe('the answer is what was asked for and nothing else', () => {
  test('each object gets the fields of its own type, in the order of the query', async () => {
    const query = `{ animals { name kind: __typename ... on Cat { lives } ...Loud id ... on Animal { name } } }
      fragment Loud on Dog { barks }`;
    const data = { animals: [{ ...cat, kind: 'Cat' }, dog] };
    expect(await ask(query, data)).toBe(
      '{"data":{"animals":[{"name":"Tom","kind":"Cat","lives":9,"id":"c"},{"name":"Rex","kind":"Dog","barks":null,"id":"d"}]}}',
    );
  });

  test('selections of one field come together, whatever fragment they stand in', async () => {
    const query = '{ cat { mother { id } ... on Animal { id } ...More } } fragment More on Cat { mother { lives } }';
    const data = { cat: { id: 'c', mother: { id: 'm', lives: 3 } } };
    expect(await ask(query, data)).toBe('{"data":{"cat":{"mother":{"id":"m","lives":3},"id":"c"}}}');
  });

  test.each([
    [{}, '{"id":"c","lives":9}'],
    [{ brief: true }, '{"id":"c"}'],
    [{ brief: false, full: true }, '{"id":"c","lives":9,"name":"Tom"}'],
  ])('@skip and @include with %j', async (variables, expected) => {
    const query = `query ($brief: Boolean = false, $full: Boolean! = false) {
      cat { id lives @skip(if: $brief) ...Full @include(if: $full) } } fragment Full on Cat { name }`;
    expect(await ask(query, { cat }, variables)).toBe(`{"data":{"cat":${expected}}}`);
  });

  test.each([
    [{}, '{}'],
    [{ without: false }, '{"cat":{"id":"c"}}'],
  ])('a fetch that hangs on a flag alone, with %j', async (variables, expected) => {
    const query = 'query ($without: Boolean = true) { cat @skip(if: $without) { id } }';
    expect(await ask(query, { cat }, variables)).toBe(`{"data":${expected}}`);
  });

  test('names that every object has are names like others', async () => {
    const query = '{ cat { constructor: mood toString: name __proto__: mother { id } valueOf: mood } }';
    const data = JSON.parse('{ "cat": { "toString": "Tom", "__proto__": { "id": "m" } } }');
    expect(await ask(query, data)).toBe(
      '{"data":{"cat":{"constructor":null,"toString":"Tom","__proto__":{"id":"m"},"valueOf":null}}}',
    );
  });

  test('introspection and data in one answer', async () => {
    const query = `query ($type: String!) { cat { id } shape: __type(name: $type) { ...Values } s: __schema { queryType { name } } __typename }
      fragment Values on __Type { enumValues { name } }`;
    expect(await ask(query, { cat }, { type: 'Mood' })).toBe(
      '{"data":{"cat":{"id":"c"},"shape":{"enumValues":[{"name":"CALM"},{"name":"CROSS"}]},"s":{"queryType":{"name":"Query"}},"__typename":"Query"}}',
    );
  });
});

describe('what a subgraph may not answer', () => {
  const problems = async (query: string, data: unknown) => {
    const { data: kept, errors = [], extensions } = JSON.parse(await ask(query, data));
    const remarks: { path: unknown }[] = extensions?.valueCompletion ?? [];
    return {
      kept,
      errors: errors.map(({ path }: { path: unknown }) => path),
      remarks: remarks.map(({ path }) => path),
    };
  };

  test('a null in a non-null field empties the nearest field that may be empty, and is told once', async () => {
    const query = '{ cat { id mother { name mother { lives } } } }';
    const data = { cat: { id: 'c', mother: { name: 'Ma', mother: { lives: null } } } };
    expect(await problems(query, data)).toEqual({
      kept: { cat: { id: 'c', mother: { name: 'Ma', mother: null } } },
      errors: [['cat', 'mother', 'mother', 'lives']],
      remarks: [],
    });
  });

  test('in a list of what may not be null, every such null is told and the list is empty', async () => {
    const data = { animals: [cat, { ...dog, name: null }, { ...cat, name: null }] };
    expect(await problems('{ animals { name } }', data)).toEqual({
      kept: { animals: null },
      errors: [
        ['animals', 1, 'name'],
        ['animals', 2, 'name'],
      ],
      remarks: [],
    });
    const grid = { cat: { grid: [[1, 2], [3, null], []] } };
    expect(await problems('{ cat { grid } }', grid)).toEqual({
      kept: { cat: { grid: null } },
      errors: [['cat', 'grid', 1, 1]],
      remarks: [],
    });
  });

  test.each([
    ['{ cat { mood } }', { cat: { mood: 'HUNGRY' } }, { cat: { mood: null } }, ['cat', 'mood']],
    ['{ cat { strictMood } }', { cat: { strictMood: 'HUNGRY' } }, { cat: null }, ['cat', 'strictMood']],
    ['{ cat { lives } }', { cat: { lives: 'nine' } }, { cat: null }, ['cat', 'lives']],
    [
      '{ pet { ... on Dog { barks } } }',
      { pet: { __typename: 'Dog', barks: 1 } },
      { pet: { barks: null } },
      ['pet', 'barks'],
    ],
    ['{ pet { __typename } }', { pet: { __typename: 'Cow' } }, { pet: null }, ['pet']],
  ])('%s: a value that the schema does not have is a remark', async (query, data, kept, path) => {
    expect(await problems(query, data)).toEqual({ kept, errors: [], remarks: [path] });
  });

  test.each([
    ['{ animals { id } }', { animals: cat }, { animals: null }, ['animals']],
    ['{ cat { id } }', { cat: [cat] }, { cat: null }, ['cat']],
    ['{ cat { id } }', { cat: 'Tom' }, { cat: null }, ['cat']],
    ['{ cat { grid } }', { cat: { grid: [[1], 2] } }, { cat: { grid: null } }, ['cat', 'grid', 1]],
  ])('%s: no list, or no object, where one must be is an error', async (query, data, kept, path) => {
    expect(await problems(query, data)).toEqual({ kept, errors: [path], remarks: [] });
  });
});
