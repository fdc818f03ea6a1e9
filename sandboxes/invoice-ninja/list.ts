import { z } from 'zod';
import type { Entity } from './entities.js';
import { parse } from './parse.js';

const wholeNumber = z.string().regex(/^\d+$/).transform(Number);

/** The query parameters all lists share; others are for the list's own filters. */
const listSchema = z.object({
  page: wholeNumber.optional(),
  per_page: wholeNumber.optional(),
  status: z.string().optional(),
  is_deleted: z.string().optional(),
  created_at: z.string().optional(),
  updated_at: z.string().optional(),
  sort: z.string().optional(),
});

/** What a list is made of: rows, and their own filters by the name of the query parameter. */
export interface Listing<T extends Entity> {
  rows: readonly T[];
  filters: Readonly<Record<string, (row: T, value: string) => boolean>>;
  view(row: T): unknown;
}

const defaultPage = 20;
const largestPage = 5000;

/** One page of the rows that fit. Archived and deleted rows are among them unless `status` or `is_deleted` say no. */
export function listPage<T extends Entity>(query: unknown, { rows, filters, view }: Listing<T>) {
  const options = parse(listSchema, query);
  const own = parse(z.record(z.string(), z.unknown()), query);
  const { status, is_deleted, sort } = options;
  const changedSince = secondsOf(options.updated_at);
  const madeSince = secondsOf(options.created_at);
  const wanted = Object.entries(filters).flatMap(([name, fits]) => {
    const value = own[name];
    return typeof value === 'string' && value !== '' ? [{ fits, value }] : [];
  });
  const found = rows.filter(
    (row) =>
      row.updated_at >= changedSince &&
      row.created_at >= madeSince &&
      (!status || status.split(',').some((one) => hasStatus(row, one))) &&
      (!is_deleted || row.is_deleted === (is_deleted === 'true')) &&
      wanted.every(({ fits, value }) => fits(row, value)),
  );
  const sorted = sortRows(found, sort);
  const perPage = Math.min(options.per_page || defaultPage, largestPage);
  const page = options.page || 1;
  const data = sorted.slice((page - 1) * perPage, page * perPage).map(view);
  const total = sorted.length;
  const pagination = {
    total,
    count: data.length,
    per_page: perPage,
    current_page: page,
    total_pages: Math.max(1, Math.ceil(total / perPage)),
    links: {},
  };
  return { data, meta: { pagination } };
}

function hasStatus(row: Entity, wanted: string): boolean {
  if (wanted === 'active') return row.archived_at === 0;
  if (wanted === 'archived') return row.archived_at > 0 && !row.is_deleted;
  return wanted === 'deleted' && row.is_deleted;
}

/** A time of the query, in seconds: a number is that already, anything else a date; one that is neither is no limit. */
function secondsOf(time: string | undefined): number {
  if (!time) return 0;
  const seconds = /^\d+$/.test(time) ? Number(time) : Date.parse(time) / 1000;
  return Number.isNaN(seconds) ? 0 : seconds;
}

/** `column|asc` or `column|desc`; ids sort as the rows were made, and a column that is not there changes nothing. */
function sortRows<T extends Entity>(rows: T[], sort = ''): T[] {
  const [column = '', direction = 'asc'] = sort.split('|');
  const sign = direction === 'desc' ? -1 : 1;
  if (column === 'id') return sign === 1 ? rows : rows.toReversed();
  const keyed = rows.map((row) => ({ row, key: Object.entries(row).find(([name]) => name === column)?.[1] }));
  return keyed.toSorted((a, b) => sign * compare(a.key, b.key)).map(({ row }) => row);
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return 0;
}
