import { z } from 'zod';

const id = z.coerce.number().int().optional();

/** The paging of every list: `limit` is 10 when left out and never above 100. */
export const pageShape = { limit: z.coerce.number().int().positive().default(10), after: id, before: id };

const pageSchema = z.object(pageShape);

/**
 * One page, newest first. `after` is the `next` of the page before it, so it asks for what is older, and `before` for
 * what is newer: the description's words ("greater than" for `after`) fit an ascending list only.
 */
export function pageOf<T extends { readonly id: number }>(all: readonly T[], page: z.output<typeof pageSchema>) {
  const { limit, after, before } = page;
  const data = all
    .filter((one) => (after === undefined || one.id < after) && (before === undefined || one.id > before))
    .sort((one, other) => other.id - one.id)
    .slice(0, Math.min(limit, 100));
  return { data, pagination: { count: data.length, next: data.at(-1)?.id ?? null, prev: data[0]?.id ?? null } };
}
