import type { Loader } from '../../../platform/service/request-context.js';
import { SyncLog, SyncLogStatus } from './sync-log.js';

/** The last run of each connection that came to an end by itself. */
export const lastSyncs: Loader<string, SyncLog> = async (em, connectionIds) => {
  const rows = await em.execute<{ id: string }[]>(
    `select distinct on (s.connection_id) s.id from integrations.sync_logs s
     where s.connection_id in (${connectionIds.map(() => '?').join(', ')}) and s.status in (?, ?)
     order by s.connection_id, s.created_at desc, s.id desc`,
    [...connectionIds, SyncLogStatus.COMPLETED, SyncLogStatus.FAILED],
  );
  const found = await em.find(SyncLog, { id: { $in: rows.map(({ id }) => id) } });
  return new Map(found.map((log) => [log.connectionId, log]));
};
