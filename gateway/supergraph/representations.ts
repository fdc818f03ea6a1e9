import type { ExecutionResult } from 'graphql';

/** A list of entity references without repetitions, and the way back to the full list. */
export interface DistinctRepresentations {
  distinct: unknown[];
  /** Puts each answer, and each error, at every place where its reference stood. */
  spread(result: ExecutionResult): ExecutionResult;
}

/**
 * A page of fifty things refers to the same few others again and again; the executor asks for each reference as often
 * as it stands there. Asking once answers all of them. `undefined` when there is nothing to save.
 */
export function distinctRepresentations(representations: readonly unknown[]): DistinctRepresentations | undefined {
  if (representations.length < 2) return undefined;
  const positions = new Map<string, number>();
  const distinct: unknown[] = [];
  const places = representations.map((representation) => {
    const key = JSON.stringify(representation);
    const known = positions.get(key);
    if (known !== undefined) return known;
    positions.set(key, distinct.length);
    return distinct.push(representation) - 1;
  });
  if (distinct.length === representations.length) return undefined;
  return { distinct, spread: (result) => spread(result, places, distinct.length) };
}

function spread(result: ExecutionResult, places: readonly number[], expected: number): ExecutionResult {
  const entities = result.data?._entities;
  // A wrong number of answers stays wrong, for the executor to report.
  const whole = Array.isArray(entities) && entities.length === expected;
  return {
    ...result,
    ...(whole && { data: { ...result.data, _entities: places.map((place) => entities[place]) } }),
    ...(result.errors && { errors: result.errors.flatMap((error) => spreadError(error, places)) }),
  };
}

type ResultError = NonNullable<ExecutionResult['errors']>[number];

function spreadError(error: ResultError, places: readonly number[]): ResultError[] {
  const [root, index, ...rest] = error.path ?? [];
  if (root !== '_entities' || typeof index !== 'number') return [error];
  const { message, extensions } = error;
  return places.flatMap((place, position) =>
    place === index ? [{ message, extensions, path: [root, position, ...rest] } as unknown as ResultError] : [],
  );
}
