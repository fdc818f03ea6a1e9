import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** The values of the variables that `@skip` and `@include` ask for. */
export type Flags = Readonly<Record<string, unknown>>;

/** What several selection sets, taken together, select on a type: the fields behind each name of the answer, in order. */
export type CollectFields = (
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
) => ReadonlyMap<string, readonly FieldNode[]>;

/** Collects as the specification says (CollectFields), with the conditions already decided by the flags. */
export function createFieldCollector(schema: GraphQLSchema, fragments: Fragments, flags: Flags): CollectFields {
  const holds = ({ name, arguments: args }: DirectiveNode): boolean => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = args?.find((arg) => arg.name.value === 'if')?.value;
    const given = value?.kind === Kind.VARIABLE ? flags[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    return (given === true) === (name.value === 'include');
  };
  const isIncluded = ({ directives }: SelectionNode): boolean => directives?.every(holds) ?? true;
  const applies = (condition: string | undefined, type: GraphQLCompositeType): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
  };

  return (type, sets) => {
    const fields = new Map<string, FieldNode[]>();
    const visited = new Set<string>();
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (!isIncluded(selection)) continue;
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const others = fields.get(name);
          if (others) others.push(selection);
          else fields.set(name, [selection]);
          continue;
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          if (visited.has(selection.name.value)) continue;
          visited.add(selection.name.value);
        }
        const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
        if (inner && applies(inner.typeCondition?.name.value, type)) collect(inner.selectionSet);
      }
    };
    for (const set of sets) collect(set);
    return fields;
  };
}

/** The variables that any `@skip` or `@include` of an operation asks for. */
export function flagNamesOf(sets: readonly SelectionSetNode[]): string[] {
  const names = new Set<string>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      for (const { name, arguments: args } of selection.directives ?? []) {
        if (name.value !== 'skip' && name.value !== 'include') continue;
        for (const { value } of args ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) walk(selection.selectionSet);
    }
  };
  for (const set of sets) walk(set);
  return [...names];
}
