import { readFileSync } from 'node:fs';
import { isTypeDefinitionNode, Kind, parse } from 'graphql';
import { declaredRule } from '../../platform/access/access-rule.js';
import { withDefaultRules } from '../../platform/access/default-rules.js';
import { scopes } from '../../platform/service/scopes.js';

const howTo = `Declare it above its decorator in the subgraph, with one of platform/access/decorators.ts:
@RequiresScopes('billing:read') on a @Query, @Mutation, @Subscription, @Field or @ObjectType, @Authenticated() for every
caller, @RequiresPolicy('…') for what no scope opens. A type that declares nothing takes what its subgraph's definition
says in \`access\`; a root field never does. Then run \`npm run schema\`.`;

const supergraph = parse(readFileSync('schema/supergraph.graphql', 'utf8'));
const types = supergraph.definitions.filter(isTypeDefinitionNode).filter(({ name }) => !name.value.includes('__'));
const objects = types.filter((type) => type.kind === Kind.OBJECT_TYPE_DEFINITION);
const roots = ['Query', 'Mutation', 'Subscription'];

test('every field of the graph, or its type, declares who may see it', () => {
  const open = objects.flatMap((type) => {
    if (declaredRule(type.directives) && !roots.includes(type.name.value)) return [];
    return (type.fields ?? [])
      .filter(({ directives }) => !declaredRule(directives))
      .map((field) => `${type.name.value}.${field.name.value}`);
  });
  expect({ open, howTo }).toEqual({ open: [], howTo });
  expect(objects.length).toBeGreaterThan(90);
});

test('nothing is left to nobody for want of a declaration', () => {
  const nobodys = objects.flatMap((type) =>
    (type.fields ?? [])
      .filter(({ directives }) => declaredRule(directives)?.policies.flat(2).includes('nobody'))
      .map((field) => `${type.name.value}.${field.name.value}`),
  );
  expect({ nobodys, howTo }).toEqual({ nobodys: [], howTo });
});

test('every root field asks for more than a caller, and for scopes that there are', () => {
  const known = new Set<string>(scopes);
  for (const type of objects) {
    for (const field of type.fields ?? []) {
      const rule = declaredRule(field.directives);
      const place = `${type.name.value}.${field.name.value}`;
      const unknown = (rule?.scopes.flat(2) ?? []).filter((scope) => !known.has(scope));
      expect({ place, unknown }).toEqual({ place, unknown: [] });
      if (!roots.includes(type.name.value)) continue;
      const asks = (rule?.scopes.length ?? 0) + (rule?.policies.length ?? 0) > 0;
      expect({ place, asks }).toEqual({ place, asks: true });
    }
  }
});

test('a root field without a declaration is nobody’s', () => {
  const document = withDefaultRules(
    parse(
      'type Query { a: Int b: Int @authenticated } type T { id: ID! } type S @key(fields: "id") { id: ID! x: Int }',
    ),
    { shows: ['billing:read'], adds: 'billing:read', shared: ['S'] },
  );
  const found = document.definitions.filter(isTypeDefinitionNode).flatMap((type) => [
    [type.name.value, declaredRule(type.directives)?.scopes],
    ...(type.kind === Kind.OBJECT_TYPE_DEFINITION ? (type.fields ?? []) : []).map((field) => {
      const rule = declaredRule(field.directives);
      return [`${type.name.value}.${field.name.value}`, rule && [rule.authenticated, rule.scopes, rule.policies]];
    }),
  ]);
  expect(Object.fromEntries(found)).toEqual({
    Query: undefined,
    'Query.a': [false, [], [[['nobody']]]],
    'Query.b': [true, [], []],
    T: [[['billing:read']]],
    'T.id': null,
    S: undefined,
    'S.id': [true, [], []],
    'S.x': [true, [[['billing:read']]], []],
  });
});
