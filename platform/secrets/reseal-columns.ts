import { z } from 'zod';
import type { Database, EntityManager } from '../database/database.js';
import { HubError } from '../errors/hub-error.js';
import type { SealedColumn } from './sealed-column.js';
import type { SealedSecret, SecretBox } from './secret-box.js';

export interface Resealing {
  database: Database;
  secretBox: SecretBox;
  organizationId: string;
}

/** How one pass over a column went. */
export interface Pass {
  resealed: number;
  /** Held by somebody else just now, who may be writing them. */
  busy: number;
  /** In words: which row cannot be opened, and why. */
  unreadable: string[];
}

const batch = 100;

const rowsOf = z.array(z.object({ id: z.string(), sealed: z.custom<SealedSecret>() }));

/** Seals what a column holds under older keys of an organization anew, under the present one, a batch a transaction. */
export async function resealColumn(resealing: Resealing, column: SealedColumn): Promise<Pass> {
  const done: Pass = { resealed: 0, busy: 0, unreadable: [] };
  for (let after = ''; ; ) {
    const last = await resealing.database.transaction(resealing.organizationId, (em) =>
      resealBatch(em, resealing, column, after, done),
    );
    if (last === null) break;
    after = last;
  }
  const left = await resealing.database.read(resealing.organizationId, (em) => countStale(em, column));
  done.busy = left - done.unreadable.length;
  return done;
}

/** @returns the last key of the batch, `null` when it was the last batch */
async function resealBatch(
  em: EntityManager,
  { secretBox, organizationId }: Resealing,
  column: SealedColumn,
  after: string,
  done: Pass,
): Promise<string | null> {
  const { table, column: name, key = 'id' } = column;
  // Whoever is writing a row keeps it and is passed over; whoever comes later waits and then writes over ours.
  const query = `select ${key}::text as id, ${name} as sealed from ${table}
    where ${stale(column)} and ${key}::text > ? order by ${key}::text limit ${batch} for update skip locked`;
  const rows = rowsOf.parse(await em.execute(query, [after]));
  for (const { id, sealed } of rows) {
    const row = { organizationId, id };
    try {
      const anew = await secretBox.seal(column, row, await secretBox.open(column, row, sealed));
      const change = `update ${table} set ${name} = ?::jsonb where ${key}::text = ? and ${name} = ?::jsonb returning 1`;
      const changed = await em.execute<unknown[]>(change, [JSON.stringify(anew), id, JSON.stringify(sealed)]);
      done.resealed += changed.length;
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      done.unreadable.push(`${table}.${name} of ${id}: ${error.message}`);
    }
  }
  return rows.length < batch ? null : (rows.at(-1)?.id ?? null);
}

/** What is not under the organization's present data key. An organization without one has everything still to seal. */
const stale = ({ column }: SealedColumn) => `${column} is not null and ${column} ->> 'dk' is distinct from
  (select k.id::text from secrets.data_keys k where k.retired_at is null)`;

async function countStale(em: EntityManager, column: SealedColumn): Promise<number> {
  const query = `select count(*)::int as count from ${column.table} where ${stale(column)}`;
  return z.tuple([z.object({ count: z.number() })]).parse(await em.execute(query))[0].count;
}
