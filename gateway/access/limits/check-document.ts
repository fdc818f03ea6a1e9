import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { atMost } from './limit-exceeded-error.js';
import type { OperationLimits } from './operation-limits.js';

/** What a selection set comes to, its fragments spread out. */
interface Size {
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
  duplicates: number;
  /** How often each name stands in the answer's object. */
  names: Map<string, number>;
}

/**
 * Counts what a document would be with its fragments spread out, without spreading them: each fragment is counted once,
 * so that eighteen of them that double each other take no longer than eighteen. Ends at the first limit.
 * @throws LimitExceededError
 */
export function checkDocument({ definitions }: DocumentNode, limits: OperationLimits): void {
  atMost('DEFINITION_LIMIT_EXCEEDED', limits.maxDefinitions, definitions.length);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const measure = createMeasure(fragments, limits);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) measure.fragment(definition);
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { names, directives } = measure.selections(definition.selectionSet);
    const roots = [...names.values()].reduce((sum, times) => sum + times, 0);
    atMost('ROOT_FIELD_LIMIT_EXCEEDED', limits.maxRootFields, roots);
    const declared = (definition.variableDefinitions ?? []).map((variable) => variable.directives?.length ?? 0);
    const all = directives + declared.reduce((sum, count) => sum + count, definition.directives?.length ?? 0);
    atMost('DIRECTIVE_LIMIT_EXCEEDED', limits.maxDirectives, all);
  }
}

function createMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>, limits: OperationLimits) {
  const known = new Map<FragmentDefinitionNode, Size>();

  function fragment(definition: FragmentDefinitionNode): Size {
    const measured = known.get(definition);
    if (measured) return measured;
    // A fragment within itself is refused by validation; until then it counts for nothing.
    known.set(definition, nothing());
    const size = selections(definition.selectionSet);
    size.directives += definition.directives?.length ?? 0;
    known.set(definition, size);
    return size;
  }

  function selections({ selections: list }: SelectionSetNode): Size {
    const size = nothing();
    for (const selection of list) {
      size.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        const { name, alias, selectionSet } = selection;
        size.fields++;
        if (alias) size.aliases++;
        addName(size, (alias ?? name).value, 1);
        const inner = selectionSet ? selections(selectionSet) : nothing();
        add(size, inner);
        size.depth = Math.max(size.depth, inner.depth + 1);
      } else {
        const named = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : undefined;
        const inner = selection.kind === Kind.INLINE_FRAGMENT ? selections(selection.selectionSet) : undefined;
        const spread = inner ?? (named && fragment(named));
        if (!spread) continue;
        add(size, spread);
        for (const [name, times] of spread.names) addName(size, name, times);
        size.depth = Math.max(size.depth, spread.depth);
      }
      // Here and not at the end: what is beyond a limit must not be counted on with.
      atMost('DEPTH_LIMIT_EXCEEDED', limits.maxDepth, size.depth);
      atMost('FIELD_LIMIT_EXCEEDED', limits.maxFields, size.fields);
      atMost('ALIAS_LIMIT_EXCEEDED', limits.maxAliases, size.aliases);
      atMost('DUPLICATE_FIELD_LIMIT_EXCEEDED', limits.maxDuplicates, size.duplicates);
      atMost('DIRECTIVE_LIMIT_EXCEEDED', limits.maxDirectives, size.directives);
    }
    return size;
  }

  return { fragment, selections };
}

const nothing = (): Size => ({ depth: 0, fields: 0, aliases: 0, directives: 0, duplicates: 0, names: new Map() });

function add(size: Size, inner: Size): void {
  size.fields += inner.fields;
  size.aliases += inner.aliases;
  size.directives += inner.directives;
  size.duplicates += inner.duplicates;
}

/** @param times how often, those beyond the first counted as duplicates already */
function addName(size: Size, name: string, times: number): void {
  const before = size.names.get(name) ?? 0;
  if (before > 0) size.duplicates++;
  size.names.set(name, before + times);
}
