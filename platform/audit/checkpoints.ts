import { z } from 'zod';
import type { Database } from '../database/database.js';
import type { AuditKeys } from './audit-key.js';
import { checkpointSignature } from './entry.js';

/** Signed by the hub: at this moment the organization's log was this long and ended so. */
export const checkpoint = z.object({
  organizationId: z.uuid(),
  sequence: z.coerce.bigint(),
  hash: z.string(),
  at: z.coerce.date(),
  signature: z.string(),
});
export type Checkpoint = z.infer<typeof checkpoint>;

const ends = z.array(z.object({ last_sequence: z.coerce.bigint(), last_hash: z.string() }));
const rows = z.array(checkpoint);

/** Signs where an organization's log ends now. @returns `null` when there is nothing new since the last time */
export async function signCheckpoint(
  database: Database,
  keys: AuditKeys,
  organizationId: string,
  at: Date,
): Promise<Checkpoint | null> {
  const key = await keys.of(organizationId);
  return database.transaction(organizationId, async (em) => {
    const [end] = ends.parse(
      await em.execute('select last_sequence, last_hash from audit.chains where organization_id = ?', [organizationId]),
    );
    if (!end || end.last_sequence === 0n) return null;
    const said = { organizationId, sequence: end.last_sequence, hash: end.last_hash, at };
    const signature = checkpointSignature(key, said);
    const added = await em.execute<unknown[]>(
      `insert into audit.checkpoints (organization_id, sequence, hash, at, signature) values (?, ?, ?, ?, ?)
       on conflict do nothing returning sequence`,
      [organizationId, String(said.sequence), said.hash, at, signature],
    );
    return added.length > 0 ? { ...said, signature } : null;
  });
}

/** The checkpoints that are kept beside the log, oldest first. */
export async function storedCheckpoints(database: Database, organizationId: string): Promise<Checkpoint[]> {
  const select = `select organization_id as "organizationId", sequence, hash, at, signature
    from audit.checkpoints where organization_id = ? order by sequence`;
  return rows.parse(await database.read(organizationId, (em) => em.execute(select, [organizationId])));
}
