/** A place where two payloads differ; `null` where the one or the other has nothing. */
export interface Difference {
  /** `installation.pdl`, `photos.3.url`. */
  path: string;
  before: unknown;
  after: unknown;
}

/** Where two JSON values differ, from the outside in: what is of different kinds, or no object, is shown whole. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key));
  }
  if (before === after) return [];
  return [{ path, before: before ?? null, after: after ?? null }];
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';
