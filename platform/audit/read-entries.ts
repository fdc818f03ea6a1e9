import { z } from 'zod';
import type { Database } from '../database/database.js';
import { storedEntry } from './entry.js';

/** Entries read at once. */
const pageSize = 1_000;

const hashedEntry = storedEntry.extend({ previous_hash: z.string(), hash: z.string() });
export type HashedEntry = z.infer<typeof hashedEntry>;

const organizations = z.array(z.object({ organization_id: z.uuid() }));

/** The organizations that have a log, or a trace of one. */
export async function organizationsWithLog(database: Database): Promise<string[]> {
  const rows = await database.acrossOrganizations('select * from audit.organizations()', []);
  return organizations
    .parse(rows)
    .map(({ organization_id: id }) => id)
    .sort();
}

/** An organization's entries in their order, a page in memory at a time. @param since sequence after which to begin */
export async function* readEntries(
  database: Database,
  organizationId: string,
  since = 0n,
): AsyncGenerator<HashedEntry> {
  const select = `select * from audit.entries where organization_id = ? and sequence > ? order by sequence limit ${pageSize}`;
  for (let after = since; ; ) {
    const rows = await database.read(organizationId, (em) => em.execute(select, [organizationId, String(after)]));
    const page = z.array(hashedEntry).parse(rows);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last.sequence;
  }
}
