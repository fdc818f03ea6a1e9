import { z } from 'zod';
import type { Database } from '../database/database.js';
import type { AuditKeys } from './audit-key.js';
import { type Checkpoint, storedCheckpoints } from './checkpoints.js';
import { checkpointSignature, entryHash, firstHash } from './entry.js';
import { readEntries } from './read-entries.js';

export interface LogVerdict {
  organizationId: string;
  /** Entries that were read. */
  entries: number;
  /** What is wrong, a sentence each; empty when nothing is. */
  problems: string[];
}

const ends = z.array(z.object({ last_sequence: z.coerce.bigint() }));

/**
 * Reads an organization's log from its first entry to its last, and finds every one that was altered, taken out, put in
 * or moved, and whether its end was cut off. Entries that were cut off together with every trace of them in the database
 * are found against checkpoints that were kept elsewhere.
 * @param elsewhere checkpoints from outside the database; default none
 */
export async function verifyLog(
  database: Database,
  keys: AuditKeys,
  organizationId: string,
  elsewhere: readonly Checkpoint[] = [],
): Promise<LogVerdict> {
  const problems: string[] = [];
  const key = await keys.find(organizationId);
  if (!key) return { organizationId, entries: 0, problems: ['the key of the log is gone: nothing can be verified'] };

  const checkpoints = [...(await storedCheckpoints(database, organizationId)), ...elsewhere].filter(
    (one) => one.organizationId === organizationId,
  );
  const sound = checkpoints.filter((one) => {
    const genuine = one.signature === checkpointSignature(key, one);
    if (!genuine) problems.push(`the checkpoint at entry ${one.sequence} was not signed by the hub`);
    return genuine;
  });
  const expected = new Map(sound.map(({ sequence, hash }) => [sequence, hash]));

  let entries = 0;
  let last = 0n;
  let previous = firstHash;
  for await (const { hash, previous_hash: follows, ...entry } of readEntries(database, organizationId)) {
    entries += 1;
    const { sequence } = entry;
    if (sequence > last + 1n) {
      problems.push(
        sequence === last + 2n ? `entry ${last + 1n} is gone` : `entries ${last + 1n} to ${sequence - 1n} are gone`,
      );
    }
    if (hash !== entryHash(key, organizationId, follows, entry)) {
      problems.push(
        `entry ${sequence} (${entry.event}, ${entry.occurred_at.toISOString()}) is not what the hub wrote there`,
      );
    } else if (sequence === last + 1n && follows !== previous) {
      problems.push(`entry ${sequence} does not follow entry ${last}: one of them is not what was there`);
    }
    const signed = expected.get(sequence);
    if (signed !== undefined && signed !== hash)
      problems.push(`entry ${sequence} is not the one its checkpoint was signed for`);
    previous = hash;
    last = sequence;
  }

  const end = await endOf(database, organizationId);
  if (end === null) problems.push('the record of where the log ends is gone');
  const furthest = [end ?? 0n, ...expected.keys()].reduce((a, b) => (a > b ? a : b));
  if (furthest > last) problems.push(`the end is cut off: entries ${last + 1n} to ${furthest} are gone`);
  if (end !== null && end < last) problems.push(`entries ${end + 1n} to ${last} were not written by the hub`);
  return { organizationId, entries, problems };
}

async function endOf(database: Database, organizationId: string): Promise<bigint | null> {
  const select = 'select last_sequence from audit.chains where organization_id = ?';
  const [row] = ends.parse(await database.read(organizationId, (em) => em.execute(select, [organizationId])));
  return row?.last_sequence ?? null;
}
