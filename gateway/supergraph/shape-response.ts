import { type GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Guard } from '../access/guard.js';
import { createFieldCollector, type Flags, type Fragments, flagNamesOf } from './collect-fields.js';
import { broken, type Complete, type Shaping } from './complete-value.js';
import { type Form, objectCompleter } from './shape-object.js';

export interface ShapedResponse {
  data: Record<string, unknown> | null;
  /** What keeps the answer from being whole: a null in a non-null field, something else where a list or object must be. */
  errors: readonly GraphQLError[];
  /** Values that do not fit their type; null stands in their place. */
  unfit: readonly GraphQLError[];
  /** What the caller may not see; null stands in its place. */
  refused: readonly GraphQLError[];
}

/** Makes an answer of exactly what the client asked for out of everything that the subgraphs gave. */
export type ShapeResponse = (raw: object, variables: Readonly<Record<string, unknown>>) => ShapedResponse;

/** Operations with many flags have many forms; the others are made anew each time. */
const formsKept = 16;

/**
 * The shape of an operation's answer, compiled once and used by every request. It does what Apollo's `computeResponse`
 * does, which looks everything up again for every value of every answer.
 *
 * @param schema what clients see
 * @param guard what of it the caller may not; left out, it may everything
 */
export function createResponseShape(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  guard?: Guard,
): ShapeResponse {
  const flagNames = flagNamesOf([operation.selectionSet, ...Object.values(fragments).map((one) => one.selectionSet)]);
  const forms = new BoundedCache<string, Complete>(formsKept);

  const formOf = (flags: Flags): Complete => {
    const key = flagNames.map((name) => (flags[name] === true ? '1' : '0')).join('');
    let form = forms.get(key);
    if (!form) {
      const collect = createFieldCollector(schema, fragments, flags);
      form = rootForm({ schema, operation, fragments, collect, guard });
      forms.set(key, form);
    }
    return form;
  };
  const defaults = new Map(
    operation.variableDefinitions?.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value] as const] : [],
    ),
  );

  return (raw, variables) => {
    const flags: Record<string, unknown> = Object.create(null);
    for (const name of flagNames) flags[name] = variables[name] ?? defaults.get(name);
    const shaping: Shaping = { path: [], variables, errors: [], unfit: [], refused: [] };
    const data = formOf(flags)(raw, shaping);
    return {
      data: data === broken ? null : (data as Record<string, unknown>),
      errors: shaping.errors,
      unfit: shaping.unfit,
      refused: shaping.refused,
    };
  };
}

function rootForm(form: Form): Complete {
  const root = form.schema.getRootType(form.operation.operation);
  if (!root) throw new Error(`the schema has no ${form.operation.operation}`);
  return objectCompleter(form, root, [form.operation.selectionSet], root.name);
}
