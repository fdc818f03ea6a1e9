import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { printArguments, type Types } from './selection-places.js';

/** The arguments (as printed) with which any `@requires` names the field of one of the types; undefined if none does. */
export type RequiredArguments = (types: Types, field: string) => ReadonlySet<string> | undefined;

/** Gathers, once a schema, the arguments that `@requires` field sets give. */
export function requiredArgumentsOf(supergraph: DocumentNode, schema: GraphQLSchema): RequiredArguments {
  const byField = new Map<string, Map<string, Set<string>>>();

  const walk = (set: SelectionSetNode, typeName: string | undefined): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
        continue;
      }
      if (selection.kind !== Kind.FIELD || typeName === undefined) continue;
      const field = selection.name.value;
      const args = printArguments(selection.arguments);
      if (args) remember(byField, field, typeName, args);
      const type = schema.getType(typeName);
      const definition = isObjectType(type) ? type.getFields()[field] : undefined;
      if (selection.selectionSet) walk(selection.selectionSet, definition && getNamedType(definition.type).name);
    }
  };

  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const directive of definition.fields?.flatMap((field) => field.directives ?? []) ?? []) {
      const requires = directive.arguments?.find((arg) => arg.name.value === 'requires')?.value;
      if (directive.name.value !== 'join__field' || requires?.kind !== Kind.STRING) continue;
      for (const set of parse(`{${requires.value}}`).definitions)
        if (set.kind === Kind.OPERATION_DEFINITION) walk(set.selectionSet, definition.name.value);
    }
  }

  return (types, field) => {
    const byType = byField.get(field);
    if (!byType) return undefined;
    const found = new Set<string>();
    for (const [type, args] of byType) if (!types || types.has(type)) for (const one of args) found.add(one);
    return found.size > 0 ? found : undefined;
  };
}

function remember(byField: Map<string, Map<string, Set<string>>>, field: string, type: string, args: string): void {
  const byType = byField.get(field) ?? new Map<string, Set<string>>();
  byField.set(field, byType);
  const known = byType.get(type) ?? new Set<string>();
  byType.set(type, known.add(args));
}
