import { nameOfLink } from '../../../platform/files/link-name.js';

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
  if (named(before) === named(after)) return [];
  return [{ path, before: before ?? null, after: after ?? null }];
}

/** Links to files of ours are made anew from day to day. */
const named = (value: unknown): unknown => (typeof value === 'string' ? nameOfLink(value) : value);

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';
