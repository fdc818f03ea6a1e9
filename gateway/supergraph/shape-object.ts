import {
  executeSync,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Missing } from '../../platform/access/access-rule.js';
import type { Guard } from '../access/guard.js';
import { unauthorized } from '../access/unauthorized.js';
import type { CollectFields, Fragments } from './collect-fields.js';
import { broken, bubble, type Complete, completerOf, misshapen, unfit } from './complete-value.js';

/** An operation of which it is known what `@skip` and `@include` leave. */
export interface Form {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Fragments;
  collect: CollectFields;
  /** What the caller may not see. */
  guard: Guard | undefined;
}

interface ShapedField {
  readonly name: string;
  /** Whether every object has something of that name, which is no answer. */
  readonly guarded: boolean;
  readonly complete: Complete;
}

/**
 * Completes the objects of a type to what the selection sets, taken together, select. Each type that comes along is
 * compiled when it first does.
 *
 * @param place as messages name it
 */
export function objectCompleter(
  form: Form,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  place: string,
): Complete {
  const known = new Map<unknown, readonly ShapedField[] | Complete>();
  const fieldsFor = (typename: unknown): readonly ShapedField[] | Complete | undefined => {
    const actual = typename === undefined ? type : typeof typename === 'string' && form.schema.getType(typename);
    if (!actual || !isCompositeType(actual)) return undefined;
    const missing = form.guard?.type(actual.name);
    const fields = missing ? refusing(missing) : shapedFields(form, actual, sets);
    known.set(typename, fields);
    return fields;
  };

  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (typeof value !== 'object' || Array.isArray(value)) return misshapen(shaping, place);
    const given = value as Record<string, unknown>;
    const fields = known.get(given.__typename) ?? fieldsFor(given.__typename);
    if (!fields) return unfit(shaping, place);
    if (typeof fields === 'function') return fields(value, shaping);
    const { path } = shaping;
    const depth = path.length;
    const made: Record<string, unknown> = {};
    for (const { name, guarded, complete } of fields) {
      path[depth] = name;
      const completed = complete(!guarded || Object.hasOwn(given, name) ? given[name] : null, shaping);
      if (completed === bubble) {
        path.length = depth;
        return broken;
      }
      const kept = completed === broken ? null : completed;
      // Assigned, `__proto__` would be the object's prototype.
      if (guarded)
        Object.defineProperty(made, name, { value: kept, enumerable: true, configurable: true, writable: true });
      else made[name] = kept;
    }
    path.length = depth;
    return made;
  };
}

function shapedFields(form: Form, type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): ShapedField[] {
  const fields = isUnionType(type) ? {} : type.getFields();
  return [...form.collect(type, sets)].flatMap(([name, nodes]) => {
    const complete = fieldCompleter(form, type, fields, nodes);
    return complete ? [{ name, guarded: name in Object.prototype, complete }] : [];
  });
}

function fieldCompleter(
  form: Form,
  type: GraphQLCompositeType,
  fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>,
  nodes: readonly FieldNode[],
): Complete | undefined {
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return typenameCompleter(form.schema, type);
  if (name.startsWith('__')) return introspectionCompleter(form, nodes);
  const field = fields[name];
  if (!field) return undefined;
  const missing = form.guard?.field(type.name, name);
  if (missing) return refusing(missing, isNonNullType(field.type) ? bubble : broken);
  const place = `${type.name}.${name}`;
  const named = getNamedType(field.type);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const objects: Complete = isCompositeType(named) ? objectCompleter(form, named, sets, place) : () => null;
  return completerOf(field.type, place, objects);
}

/** Says what is missing, whatever the subgraphs gave. */
const refusing =
  (missing: Missing, left: typeof broken | typeof bubble = broken): Complete =>
  (_value, { path, refused }) => {
    refused.push(unauthorized(missing, path));
    return left;
  };

/** The name of an object's own type, whatever a subgraph calls it; an interface has no objects of its own. */
function typenameCompleter(schema: GraphQLSchema, type: GraphQLCompositeType): Complete {
  if (isObjectType(type)) return () => type.name;
  return (value) => (typeof value === 'string' && isObjectType(schema.getType(value)) ? value : bubble);
}

/** `__schema` and `__type` are answered here: the schema is the gateway's own. */
function introspectionCompleter({ schema, operation, fragments }: Form, nodes: readonly FieldNode[]): Complete {
  const selectionSet = { kind: Kind.SELECTION_SET, selections: nodes } as const;
  const definitions = [{ ...operation, selectionSet }, ...Object.values(fragments)];
  return (_value, { variables, path }) => {
    const { data, errors } = executeSync({
      schema,
      document: { kind: Kind.DOCUMENT, definitions },
      variableValues: variables,
    });
    if (errors?.[0]) throw errors[0];
    return data?.[String(path[0])] ?? null;
  };
}
