import { type DocumentNode, GraphQLError, Kind, OperationTypeNode, type SelectionSetNode } from 'graphql';

const conditions = new Set(['include', 'skip']);

/**
 * A subscription's one root field is what is subscribed to: a condition on it would make a stream of nothing. The
 * specification forbids it; neither graphql-js nor the planner says so in a way that a client could read.
 */
export function rootConditionErrors(document: DocumentNode): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);

  const visited = new Set<SelectionSetNode>();
  const walk = (selectionSet: SelectionSetNode) => {
    if (visited.has(selectionSet)) return;
    visited.add(selectionSet);
    for (const selection of selectionSet.selections) {
      const directive = selection.directives?.find(({ name }) => conditions.has(name.value));
      if (directive) {
        const message = `A subscription's root field cannot have @${directive.name.value}.`;
        errors.push(new GraphQLError(message, { nodes: directive }));
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
      const fragment = fragments.get(selection.name.value);
      if (fragment) walk(fragment);
    }
  };

  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION)
      walk(definition.selectionSet);
  return errors;
}
