import { z } from 'zod';
import type { Database } from '../../../platform/database/database.js';

/** How long one count lasts, in seconds, from the first call on. */
export const windowSeconds = 60;

interface Wanted {
  who: string;
  wanted: number;
  allowed: number;
}

interface Taken {
  who: string;
  /** Calls of this window, the ones just wanted and the refused ones included. */
  used: number;
  /** Milliseconds until the window ends. */
  resetMs: number;
}

/** Counts calls of several callers at once. */
export type TakeFromDatabase = (wanted: readonly Wanted[]) => Promise<readonly Taken[]>;

const taken = z.array(
  z
    .object({ who: z.string(), used: z.coerce.number(), reset_ms: z.coerce.number() })
    .transform(({ who, used, reset_ms }) => ({
      who,
      used,
      resetMs: reset_ms,
    })),
);

/** How often what is over is removed, in milliseconds. */
const cleanEveryMs = 300_000;

export function createTakeFromDatabase(database: Database): TakeFromDatabase {
  let cleaned = performance.now();

  return async (wanted) => {
    const sql = 'select who, used, reset_ms from limits.take(?::jsonb, ?)';
    const rows = taken.parse(await database.acrossOrganizations(sql, [JSON.stringify(wanted), windowSeconds]));
    if (performance.now() - cleaned > cleanEveryMs) {
      cleaned = performance.now();
      await database.acrossOrganizations('select limits.forget()', []);
    }
    return rows;
  };
}
