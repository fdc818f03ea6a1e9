import { composeSchemaContract } from '@theguild/federation-composition';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type TypeNode,
  visit,
} from 'graphql';
import { CompositionError, type SubgraphText } from './compose.js';

/**
 * Composes the supergraph of what has a tag: everything else is `@inaccessible` in it, so that clients cannot name it.
 * What a tagged field takes, and the scalars and enums that it gives, come along without a tag of their own.
 * @throws CompositionError
 */
export function composeContract(subgraphs: readonly SubgraphText[], tag: string): string {
  const services = subgraphs.map(({ name, typeDefs, url }) => ({
    name,
    url,
    typeDefs: withCompanions(parse(typeDefs), tag),
  }));
  const { supergraphSdl, errors } = composeSchemaContract(services, { include: new Set([tag]), exclude: new Set() });
  if (supergraphSdl) return `${print(withFeatureTypes(parse(supergraphSdl)))}\n`;
  throw new CompositionError(
    `The subgraphs have no contract "${tag}":\n${(errors ?? []).map(({ message }) => `  ${message}`).join('\n')}`,
  );
}

/** The library hides the scalars of linked features too, which no supergraph may. */
const withFeatureTypes = (supergraph: DocumentNode): DocumentNode =>
  visit(supergraph, {
    ScalarTypeDefinition: (type) =>
      type.name.value.includes('__')
        ? { ...type, directives: type.directives?.filter(({ name }) => name.value !== 'inaccessible') ?? [] }
        : undefined,
  });

interface Tagged {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

function withCompanions(document: DocumentNode, tag: string): DocumentNode {
  const isTag = ({ name, arguments: args = [] }: ConstDirectiveNode): boolean =>
    name.value === 'tag' && args.some(({ value }) => value.kind === Kind.STRING && value.value === tag);
  const isTagged = ({ directives }: Tagged): boolean => directives?.some(isTag) ?? false;
  const companions = companionsOf(document, (type, field) => isTagged(type) || isTagged(field));
  const directive = tagDirective(tag);
  const tagged = <Node extends Tagged>(node: Node): Node => ({
    ...node,
    directives: [...(node.directives ?? []), directive],
  });
  const alongside = <Node extends Tagged & { readonly name: { readonly value: string } }>(type: Node) =>
    companions.has(type.name.value) ? tagged(type) : undefined;

  return visit(document, {
    ScalarTypeDefinition: alongside,
    EnumTypeDefinition: alongside,
    InputObjectTypeDefinition: alongside,
    FieldDefinition: (field) =>
      isTagged(field) && field.arguments ? { ...field, arguments: field.arguments.map(tagged) } : undefined,
  });
}

/** The types without fields for an answer (scalars, enums, inputs) that the fields of a contract lead to. */
function companionsOf(
  document: DocumentNode,
  isIn: (type: ObjectTypeDefinitionNode, field: FieldDefinitionNode) => boolean,
): ReadonlySet<string> {
  const types = document.definitions.filter(isTypeDefinitionNode);
  const byName = new Map(types.map((type) => [type.name.value, type]));
  const companions = new Set<string>();
  const follow = (type: TypeNode): void => {
    if (type.kind !== Kind.NAMED_TYPE) {
      follow(type.type);
      return;
    }
    const definition = byName.get(type.name.value);
    if (!definition || companions.has(type.name.value) || definition.kind === Kind.OBJECT_TYPE_DEFINITION) return;
    companions.add(type.name.value);
    if (definition.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return;
    for (const field of definition.fields ?? []) follow(field.type);
  };
  for (const type of types) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of type.fields?.filter((one) => isIn(type, one)) ?? [])
      for (const place of [field, ...(field.arguments ?? [])]) follow(place.type);
  }
  return companions;
}

function tagDirective(tag: string): ConstDirectiveNode {
  const named = (value: string) => ({ kind: Kind.NAME as const, value });
  const value = { kind: Kind.STRING as const, value: tag };
  const given = { kind: Kind.ARGUMENT as const, name: named('name'), value };
  return { kind: Kind.DIRECTIVE, name: named('tag'), arguments: [given] };
}
