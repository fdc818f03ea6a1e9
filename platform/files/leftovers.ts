import { z } from 'zod';
import type { Database, EntityManager } from '../database/database.js';

const dayMs = 86_400_000;

/** Puts down that there will be content in the storage without a file. It is due in a day, unless a file is made of it. */
export async function noteLeftover(
  em: EntityManager,
  { organizationId, storageKey }: { organizationId: string; storageKey: string },
  now: Date,
): Promise<void> {
  const due = new Date(now.getTime() + dayMs);
  const insert = 'insert into files.leftovers (storage_key, organization_id, due_at) values (?, ?, ?)';
  await em.execute(insert, [storageKey, organizationId, due]);
}

const keys = z.array(z.object({ storage_key: z.string() }));

/** At most so many at once: while they are deleted from the storage, their rows are locked. */
const atOnce = 20;

/** Deletes what is due of an organization, a few at once. @returns whether there may be more */
export async function discardDue(
  database: Database,
  organizationId: string,
  now: Date,
  discard: (storageKey: string) => Promise<void>,
): Promise<boolean> {
  return database.transaction(organizationId, async (em) => {
    const select = `select storage_key from files.leftovers where due_at <= ?
      order by due_at limit ${atOnce} for update skip locked`;
    const due = keys.parse(await em.execute(select, [now])).map((row) => row.storage_key);
    for (const key of due) {
      await discard(key);
      await em.execute('delete from files.leftovers where storage_key = ?', [key]);
    }
    return due.length === atOnce;
  });
}
