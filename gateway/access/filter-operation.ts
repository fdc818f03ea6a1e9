import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Missing } from '../../platform/access/access-rule.js';
import type { Guard } from './guard.js';

/** A place of an operation that a caller may not see. */
export interface Refusal {
  /** By the names of the answer, lists left out; in a named fragment, of the first place that it is spread at. */
  path: readonly string[];
  /** The type whose selection it is taken out of. */
  on: string;
  missing: Missing;
}

export interface FilteredOperation {
  operation: OperationDefinitionNode;
  /** Those that the operation spreads. */
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Empty: everything stays as it was. */
  refusals: readonly Refusal[];
}

/** Takes everything out of a valid operation that the guard refuses. What is left of an object is at least its `__typename`. */
export function filterOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  guard: Guard,
): FilteredOperation {
  const refusals: Refusal[] = [];
  const left: Record<string, FragmentDefinitionNode> = {};
  const objectsOf = (type: GraphQLCompositeType): readonly GraphQLObjectType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];

  const set = (type: GraphQLCompositeType, { selections }: SelectionSetNode, path: string[]): SelectionSetNode => {
    const kept = selections.flatMap((selection) => select(type, selection, path));
    return { kind: Kind.SELECTION_SET, selections: kept.length > 0 ? kept : [typename] };
  };

  const select = (type: GraphQLCompositeType, selection: SelectionNode, path: string[]): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      enter(selection.name.value, path);
      return [selection];
    }
    if (selection.kind === Kind.FIELD) return selectField(type, selection, path);
    const wanted = typeOf(selection.typeCondition?.name.value) ?? type;
    const missing = isObjectType(wanted) ? guard.type(wanted.name) : null;
    if (!missing) return [{ ...selection, selectionSet: set(wanted, selection.selectionSet, path) }];
    refusals.push({ path, on: type.name, missing });
    return [];
  };

  const selectField = (type: GraphQLCompositeType, field: FieldNode, path: string[]): SelectionNode[] => {
    const name = field.name.value;
    if (name.startsWith('__') || isUnionType(type)) return [field];
    const at = [...path, (field.alias ?? field.name).value];
    const objects = objectsOf(type);
    const open = objects.filter((object) => {
      const missing = guard.field(object.name, name);
      if (missing) refusals.push({ path: at, on: type.name, missing });
      return !missing;
    });
    if (open.length === objects.length) return [within(type, field, at)];
    return open.map((object) => onObject(object, within(object, field, at)));
  };

  const within = (type: GraphQLCompositeType, field: FieldNode, path: string[]): FieldNode => {
    const definition = isUnionType(type) ? undefined : type.getFields()[field.name.value];
    const leadsTo = definition && getNamedType(definition.type);
    if (!field.selectionSet || !isCompositeType(leadsTo)) return field;
    return { ...field, selectionSet: set(leadsTo, field.selectionSet, path) };
  };

  /** A fragment is of its own type wherever it is spread: once is enough. */
  const enter = (name: string, path: string[]): void => {
    const fragment = fragments[name];
    const type = typeOf(fragment?.typeCondition.name.value);
    if (!fragment || !type || left[name]) return;
    left[name] = fragment;
    left[name] = { ...fragment, selectionSet: set(type, fragment.selectionSet, path) };
  };

  const typeOf = (name: string | undefined): GraphQLCompositeType | undefined => {
    const type = name === undefined ? undefined : schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  };

  const root = schema.getRootType(operation.operation);
  const filtered = root ? { ...operation, selectionSet: set(root, operation.selectionSet, []) } : operation;
  return { operation: filtered, fragments: left, refusals };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const onObject = (object: GraphQLObjectType, field: FieldNode): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: object.name } },
  selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
});
