import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, parse, print } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { buildSchema, type ClassType, createResolversMap, type PubSub } from 'type-graphql';
import { referenceRule, withDefaultRules } from '../access/default-rules.js';
import { guardReference, guardSchema } from '../access/guard-schema.js';
import { auditRoots } from '../audit/audit-roots.js';
import { withListSizes } from './list-sizes.js';
import type { SubgraphDefinition } from './subgraph-definition.js';

const federation = `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@external", "@requires", "@provides", "@shareable", "@tag", "@inaccessible", "@override",
      "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"]
  )
`;

/** type-graphql asks for one; every subscription of the house brings a source of its own, read from PostgreSQL. */
const noPubSub: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('a subscription has no source');
  },
};

export interface BuiltSubgraph {
  /** Executable, `_service` and `_entities` included. */
  schema: GraphQLSchema;
  /** What composition reads: the subgraph's own types with their federation directives. */
  typeDefs: string;
}

const built = new WeakMap<object, Promise<BuiltSubgraph>>();

/** Builds the Federation 2 schema of a subgraph from its resolvers' decorators: once a process, all share it. */
export function buildSubgraph<Deps>(definition: SubgraphDefinition<Deps>): Promise<BuiltSubgraph> {
  const ready = built.get(definition) ?? build(definition);
  built.set(definition, ready);
  return ready;
}

async function build<Deps>(definition: SubgraphDefinition<Deps>): Promise<BuiltSubgraph> {
  const [first, ...others] = definition.resolvers;
  if (!first) throw new Error(`subgraph ${definition.name} lists no resolver`);
  const own = await buildSchema({
    resolvers: [first, ...others],
    orphanedTypes: [...definition.orphanedTypes] as ClassType[],
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    validate: false,
    pubSub: noPubSub,
  });
  const resolvers: Record<string, object> = { ...createResolversMap(own) };
  const { access } = definition;
  const declared = parse(`${federation}\n${printSchemaWithDirectives(own)}`);
  for (const [type, resolve] of Object.entries(definition.references)) {
    // What another subgraph owns is a key here; what this one adds to it is guarded field by field.
    const guarded = access.foreign?.includes(type)
      ? resolve
      : guardReference(type, referenceRule(declared, type, access), resolve);
    resolvers[type] = {
      ...resolvers[type],
      __resolveReference: (reference: Record<string, unknown>, context: never) => guarded(reference, context),
    };
  }
  auditRoots(resolvers, definition.audit);
  const document = withListSizes(withDefaultRules(declared, access));
  const typeDefs = `${print(document)}\n`;
  const schema = buildSubgraphSchema({
    typeDefs: document,
    resolvers: resolvers as Parameters<typeof buildSubgraphSchema>[0] extends { resolvers?: infer R }
      ? NonNullable<R>
      : never,
  });
  guardSchema(schema);
  return { schema, typeDefs };
}
