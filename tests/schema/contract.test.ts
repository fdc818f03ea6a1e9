import { readFileSync } from 'node:fs';
import {
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLSchema,
  isInputObjectType,
} from 'graphql';
import { readSupergraph } from '../../gateway/supergraph/read-supergraph.js';

const contractText = readFileSync('tests/schema/public-contract.graphql', 'utf8');
const contract = buildSchema(contractText);

/** Whatever a client of the contract would notice of a schema; what is more than the contract is no breach of it. */
function breaks(schema: GraphQLSchema): string[] {
  const changedDefaults = findDangerousChanges(contract, schema).filter(
    ({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
  );
  const noticed = [...findBreakingChanges(contract, schema), ...changedDefaults];
  return [...noticed.map(({ description }) => description), ...changedInputDefaults(schema)];
}

/** graphql-js compares the defaults of arguments and leaves those of input fields out. */
function changedInputDefaults(schema: GraphQLSchema): string[] {
  return Object.values(contract.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => {
      const now = schema.getType(type.name);
      const fields = isInputObjectType(now) ? now.getFields() : {};
      return Object.values(type.getFields())
        .filter(({ name, defaultValue }) => fields[name] && !sameDefault(defaultValue, fields[name].defaultValue))
        .map(({ name }) => `${type.name}.${name} has changed its default.`);
    });
}

/** Left out and null are one to our operations: an input's `= null` says so and changes nothing. */
const sameDefault = (before: unknown, now: unknown): boolean =>
  JSON.stringify(before ?? null) === JSON.stringify(now ?? null);

test('the graph keeps every name, type, argument, default and value of the public contract', () => {
  const graph = readSupergraph(readFileSync('schema/supergraph.graphql', 'utf8')).apiSchema().toGraphQLJSSchema();
  expect(breaks(graph)).toEqual([]);
});

test.each([
  ['a type goes', 'BudgetLeft', 'BudgetRest', /BudgetLeft was removed/],
  ['a field goes', '  vendorRequestId: String\n', '', /DeliveryAttempt\.vendorRequestId was removed/],
  ['a field may suddenly be null', 'reference: String!', 'reference: String', /Intervention\.reference changed type/],
  ['a field becomes another type', 'durationMs: Int', 'durationMs: Float', /durationMs changed type/],
  ['a list may hold nulls', 'nodes: [Delivery!]!', 'nodes: [Delivery]!', /nodes changed type/],
  [
    'an argument goes',
    '(after: String, interventionId: ID, ',
    '(after: String, ',
    /syncEvents arg interventionId was removed/,
  ],
  ['an argument becomes needed', 'signedAt: DateTime): I', 'signedAt: DateTime!): I', /signedAt has changed type/],
  ['a new argument is needed', 'retryDelivery(id: ID!)', 'retryDelivery(id: ID!, why: String!)', /required arg why/i],
  [
    'an input field becomes needed',
    'installer: InstallerInput',
    'installer: InstallerInput!',
    /installer changed type/,
  ],
  ['a new input field is needed', 'input SiteInput {', 'input SiteInput {\n  floor: Int!', /required field floor/i],
  ['an argument changes its default', '(first: Int = 20', '(first: Int = 10', /first has changed defaultValue/],
  [
    'an input field changes its default',
    '  quantity: Int! = 1',
    '  quantity: Int! = 2',
    /quantity has changed its default/,
  ],
  ['an enum value goes', '  UNKNOWN_OUTCOME\n', '', /UNKNOWN_OUTCOME was removed/],
])('it is noticed when %s', (_, from, to, expected) => {
  expect(contractText).toContain(from);
  const changed = buildSchema(contractText.replaceAll(from, to));
  expect(breaks(changed).join('\n')).toMatch(expected);
});

test('more fields, types, values, optional arguments and certain answers are no breach', () => {
  const grown = contractText
    .replace('  CANCELLED\n', '  CANCELLED\n  ARCHIVED\n')
    .replace('durationMs: Int', 'durationMs: Int!\n  region: String')
    .replace('interventions(first', 'interventions(near: String, first')
    .replace('expectedVersion: Int)', 'expectedVersion: Int, note: String = "none")')
    .replace('code: String!\n  name: String\n  quantity: Int! =', 'code: String\n  name: String\n  quantity: Int! =');
  expect(breaks(buildSchema(`${grown}\ntype Extra {\n  field: Int\n}`))).toEqual([]);
});
