import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';

/** The object types that may stand somewhere; `undefined` when that is not known (any of them). */
export type Types = ReadonlySet<string> | undefined;

/** One step of a response path: a response name, and what it was selected on. */
export interface Place {
  name: string;
  types: Types;
}

/** A field somewhere in a response. */
export interface PlacedField {
  /** Response names joined with dots. */
  path: string;
  places: readonly Place[];
  responseName: string;
  /** The name of the field that fills the place. */
  field: string;
  /** The types it was selected on. */
  parents: Types;
  /** `name: value` pairs in the order of the names; empty without arguments. */
  args: string;
}

type Visit = (field: PlacedField) => void;

/** True when both may fill the same place of one response: the types that they were selected on meet at every step. */
export function placesOverlap(left: readonly Place[], right: readonly Place[]): boolean {
  return left.every((place, step) => typesMeet(place.types, right[step]?.types));
}

/** Arguments as a text that is equal when they are. */
export function printArguments(args: readonly ArgumentNode[] | undefined): string {
  if (!args || args.length === 0) return '';
  return args
    .map((arg) => `${arg.name.value}: ${print(arg.value)}`)
    .sort()
    .join(', ');
}

/** Reads selections as lists of placed fields, with what the schema knows of their types. */
export function createSelectionReader(schema: GraphQLSchema) {
  const possible = (name: string | undefined): Types => {
    const type = name === undefined ? undefined : schema.getType(name);
    if (isAbstractType(type)) return new Set(schema.getPossibleTypes(type).map((one) => one.name));
    return isObjectType(type) ? new Set([type.name]) : undefined;
  };
  const fieldType = (parent: string | undefined, field: string): string | undefined => {
    const type = parent === undefined ? undefined : schema.getType(parent);
    if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
    const definition = type.getFields()[field];
    return definition && getNamedType(definition.type).name;
  };
  const placed = (path: readonly Place[], responseName: string, field: string, types: Types, args: string) => {
    const places = [...path, { name: responseName, types }];
    return { path: places.map(({ name }) => name).join('.'), places, responseName, field, parents: types, args };
  };

  const readSelections = (document: DocumentNode, base: readonly Place[], ofEntities: boolean, visit: Visit) => {
    const fragments = new Map<string, { on: string; selectionSet: SelectionSetNode }>();
    for (const one of document.definitions)
      if (one.kind === Kind.FRAGMENT_DEFINITION)
        fragments.set(one.name.value, { on: one.typeCondition.name.value, selectionSet: one.selectionSet });

    const walk = (set: SelectionSetNode, path: readonly Place[], parent: string | undefined, types: Types) => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const field = selection.name.value;
          if (field === '__typename') continue;
          const one = placed(path, selection.alias?.value ?? field, field, types, printArguments(selection.arguments));
          visit(one);
          const child = fieldType(parent, field);
          if (selection.selectionSet) walk(selection.selectionSet, one.places, child, possible(child));
          continue;
        }
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : undefined;
        const on =
          fragment?.on ?? (selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : undefined);
        const inner =
          fragment?.selectionSet ?? (selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : undefined);
        if (inner) walk(inner, path, on ?? parent, on === undefined ? types : meetOf(types, possible(on)));
      }
    };

    for (const operation of document.definitions) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
      const root = schema.getRootType(operation.operation)?.name;
      if (!ofEntities) walk(operation.selectionSet, base, root, possible(root));
      // `_entities` itself leaves no trace in the response: what it selects is merged into the objects at the path.
      else
        for (const entities of operation.selectionSet.selections)
          if (entities.kind === Kind.FIELD && entities.selectionSet)
            walk(entities.selectionSet, base, undefined, undefined);
    }
  };

  const readRequires = (selections: readonly QueryPlanSelectionNode[], base: readonly Place[], visit: Visit) => {
    const walk = (
      inner: readonly QueryPlanSelectionNode[],
      path: readonly Place[],
      parent: string | undefined,
      types: Types,
    ) => {
      for (const selection of inner) {
        if (selection.kind === 'InlineFragment') {
          const on = selection.typeCondition;
          walk(selection.selections, path, on ?? parent, on === undefined ? types : meetOf(types, possible(on)));
          continue;
        }
        if (selection.name === '__typename') continue;
        const one = placed(path, selection.alias ?? selection.name, selection.name, types, '');
        visit(one);
        const child = fieldType(parent, selection.name);
        if (selection.selections) walk(selection.selections, one.places, child, possible(child));
      }
    };
    walk(selections, base, undefined, undefined);
  };

  return { readSelections, readRequires };
}

function typesMeet(left: Types, right: Types): boolean {
  if (!left || !right) return true;
  for (const one of left) if (right.has(one)) return true;
  return false;
}

function meetOf(left: Types, right: Types): Types {
  if (!left) return right;
  return right ? new Set([...left].filter((one) => right.has(one))) : left;
}
