import type { IntegrationsServices } from '../services.js';
import { type SyncLog, SyncPhase } from './sync-log.js';
import { noteErrors, takeStep } from './take-step.js';

/** How soon a run looks again when nothing had settled: doubled each time, in milliseconds. */
const firstWaitMs = 500;
const longestWaitMs = 30_000;

interface Settled {
  id: string;
  status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'BLOCKED';
  reference: string;
  code: string | null;
  message: string | null;
}

/**
 * Counts what has come to rest of what the run asked for: delivered, given up, taken back, or waiting for somebody to mend
 * the dossier. The run is over when nothing is left.
 */
export function settleStep(services: IntegrationsServices, log: SyncLog): Promise<void> {
  return takeStep(services, log, async ({ em }, locked) => {
    const settled = await em.execute<Settled[]>(
      `delete from integrations.sync_items i using integrations.deliveries d
       where i.sync_log_id = ? and d.id = i.delivery_id
         and (d.status in ('SUCCEEDED', 'FAILED', 'CANCELLED') or (d.status = 'BLOCKED' and d.waits_for = 'dossier'))
       returning d.id, d.status, d.subject_reference as reference, d.last_error_code as code,
         case when d.status = 'BLOCKED' then d.blocked_by else d.last_error end as message`,
      [locked.id],
    );
    const failed = settled.filter(({ status }) => status === 'FAILED' || status === 'BLOCKED');
    locked.recordsCreated += settled.filter(({ status }) => status === 'SUCCEEDED').length;
    locked.recordsFailed += failed.length;
    noteErrors(
      locked,
      failed.map(({ id, status, reference, code, message }) => ({
        reference,
        deliveryId: id,
        code: status === 'BLOCKED' ? 'BLOCKED' : (code ?? 'FAILED'),
        message: message ?? '',
      })),
    );
    const [row] = await em.execute<{ left: number }[]>(
      'select count(*)::int as left from integrations.sync_items where sync_log_id = ?',
      [locked.id],
    );
    if (!row?.left) return 'completed';
    locked.waits = settled.length > 0 ? 0 : locked.waits + 1;
    const delayMs = Math.min(firstWaitMs * 2 ** locked.waits, longestWaitMs);
    return { phase: SyncPhase.SETTLE, position: null, delayMs };
  });
}
