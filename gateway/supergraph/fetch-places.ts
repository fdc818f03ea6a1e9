import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';

type Path = readonly (string | number)[];

/** More places than these are not told one by one: their errors would be most of the answer. */
const mostPlaces = 100;

/**
 * The places in a fetch's answer that stay empty when there is none: each field it asks for, of each reference. Paths as
 * the subgraph would give them; the executor makes the client's of them.
 * @returns one without a path when there are too many
 */
export function fetchPlaces(query: string, representations: number | undefined): readonly (Path | undefined)[] {
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [undefined];
  const roots = fieldsOf(operation.selectionSet);
  const [entities] = roots;
  const places =
    representations === undefined
      ? roots.map((field) => [nameOf(field)])
      : Array.from({ length: representations }, (_, index) =>
          [...new Set(fieldsOf(entities?.selectionSet).map(nameOf))]
            .filter((name) => name !== '__typename')
            .map((name) => ['_entities', index, name]),
        ).flat();
  return places.length > 0 && places.length <= mostPlaces ? places : [undefined];
}

/** Fields, those of inline fragments among them; a fetch has no others. */
function fieldsOf(set: SelectionSetNode | undefined): FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}

const nameOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;
