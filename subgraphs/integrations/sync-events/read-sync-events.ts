import type { Database } from '../../../platform/database/database.js';
import { SyncEvent } from '../entities/sync-event.js';
import { numberSyncEvents } from './number-sync-events.js';

/** Events read at once. */
export const pageSize = 500;

/** The next events of an organization after a position, oldest first; empty when there is none. */
export function readSyncEvents(database: Database, organizationId: string, after: bigint): Promise<SyncEvent[]> {
  return database.transaction(organizationId, async (em) => {
    await numberSyncEvents(em);
    return em.find(SyncEvent, { sequence: { $gt: String(after) } }, { orderBy: { sequence: 'asc' }, limit: pageSize });
  });
}

/** The position of the newest event; 0 when there was none yet. */
export function lastSequence(database: Database, organizationId: string): Promise<bigint> {
  return database.transaction(organizationId, async (em) => {
    await numberSyncEvents(em);
    const [row] = await em.execute<{ last_sequence: string }[]>(
      'select last_sequence from integrations.sync_positions where organization_id = ?',
      [organizationId],
    );
    return BigInt(row?.last_sequence ?? 0);
  });
}
