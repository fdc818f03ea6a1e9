import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { SyncLog, SyncLogStatus } from './sync-log.js';
import { finishSync } from './take-step.js';

/**
 * Stops a run: it asks for nothing more. What it has asked for goes its way.
 * @throws NotFoundError
 * @throws ConflictError when it is over
 */
export async function cancelSync(unit: UnitOfWork, id: string): Promise<SyncLog> {
  const log = await requireRow(unit, SyncLog, id, { lock: true });
  if (log.status !== SyncLogStatus.RUNNING) {
    throw new ConflictError(`The run is ${log.status}: there is nothing to stop.`, { details: { status: log.status } });
  }
  await finishSync(unit, log, SyncLogStatus.CANCELLED);
  return log;
}
