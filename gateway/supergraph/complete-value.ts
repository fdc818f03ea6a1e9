import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
} from 'graphql';

/** A place that is null because of something that was reported already. */
export const broken = Symbol('broken');
/** A null where none may be: what holds the place becomes null itself. */
export const bubble = Symbol('bubble');

/** One answer in the making. */
export interface Shaping {
  /** Where it is at the moment, by the names of the answer. */
  readonly path: (string | number)[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** What keeps the answer from being whole: a null in a non-null field, something else where a list or object must be. */
  readonly errors: GraphQLError[];
  /** Values that do not fit their type; null stands in their place. */
  readonly unfit: GraphQLError[];
  /** What the caller may not see; null stands in its place. */
  readonly refused: GraphQLError[];
}

/** Makes a value of the answer out of what subgraphs gave: a value, null, `broken` or `bubble`. */
export type Complete = (value: unknown, shaping: Shaping) => unknown;

/**
 * How values of a type are completed.
 *
 * @param place the field, as messages name it: `Intervention.quotes`
 * @param objects completes the objects, where the type has them
 */
export function completerOf(type: GraphQLOutputType, place: string, objects: Complete): Complete {
  if (isNonNullType(type)) {
    const inner = completerOf(type.ofType, place, objects);
    return (value, shaping) => {
      const completed = inner(value, shaping);
      if (completed === broken) return bubble;
      if (completed !== null) return completed;
      shaping.errors.push(problem(shaping, `Cannot return null for non-nullable ${describe(shaping, place)}.`));
      return bubble;
    };
  }
  if (isListType(type)) return listCompleter(completerOf(type.ofType, place, objects), place);
  if (!isLeafType(type)) return objects;
  const fits = fitting(type);
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    return fits(value) ? value : unfit(shaping, place);
  };
}

function listCompleter(inner: Complete, place: string): Complete {
  return (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return misshapen(shaping, place);
    const { path } = shaping;
    const depth = path.length;
    let bubbled = false;
    const items = value.map((item: unknown, index) => {
      path[depth] = index;
      const completed = inner(item, shaping);
      if (completed === bubble) bubbled = true;
      return completed === broken ? null : completed;
    });
    path.length = depth;
    return bubbled ? broken : items;
  };
}

/** Notes that a value does not fit its type: an enum value, or a type, that the client's schema does not have. */
export function unfit(shaping: Shaping, place: string): typeof broken {
  shaping.unfit.push(problem(shaping, `Invalid value found for ${describe(shaping, place)}.`));
  return broken;
}

/** Notes that a subgraph gave something that is no list, or no object, where one must be. */
export function misshapen(shaping: Shaping, place: string): typeof broken {
  shaping.errors.push(problem(shaping, `Invalid value found for ${describe(shaping, place)}.`));
  return broken;
}

function describe({ path }: Shaping, place: string): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `array element at index ${last} of field ${place}` : `field ${place}`;
}

function problem({ path }: Shaping, message: string): GraphQLError {
  return new GraphQLError(message, { path: [...path], extensions: { code: 'INVALID_GRAPHQL' } });
}

/** Whether a value of JSON can stand for a leaf. What a custom scalar takes, its subgraph alone knows. */
function fitting(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  if (!isSpecifiedScalarType(type)) return () => true;
  switch (type.name) {
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    case 'Int':
      return (value) => Number.isSafeInteger(value);
    case 'Float':
      return (value) => Number.isFinite(value);
    case 'ID':
      return (value) => typeof value === 'string' || Number.isSafeInteger(value);
    default:
      return (value) => typeof value === 'string';
  }
}
