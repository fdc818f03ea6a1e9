import { LockMode } from '@mikro-orm/core';
import type { Caller } from '../../../platform/service/caller.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { SyncLog, type SyncLogError, SyncLogStatus, type SyncPhase } from './sync-log.js';
import { syncQueue } from './sync-queue.js';

/** What comes after a step: another one, or the end. */
export type Next = { phase: SyncPhase; position: string | null; delayMs: number } | 'completed';

const errorsKept = 50;
const longestMessage = 500;

/** Who a run acts as: its deliveries say which run asked for them. */
export function identityOf({ id, organizationId }: Pick<SyncLog, 'id' | 'organizationId'>): {
  caller: Caller;
  requestId: string;
} {
  const caller = {
    ...workerCaller(organizationId),
    actor: { kind: 'worker' as const, id: 'sync', name: `sync ${id}` },
  };
  return { caller, requestId: `sync-${id}` };
}

/**
 * One step of a run: what it does, the log and the way to the next step are one transaction. A worker that dies leaves
 * the step to be taken again; a job that runs twice, or for a run that was stopped, finds nothing to do.
 */
export function takeStep(
  services: IntegrationsServices,
  { id, organizationId, step }: SyncLog,
  work: (unit: UnitOfWork, log: SyncLog) => Promise<Next>,
): Promise<void> {
  return runUnitOfWork(services, identityOf({ id, organizationId }), async (unit) => {
    const log = await lockRunning(unit, id);
    if (log?.step !== step) return;
    const next = await work(unit, log);
    if (next === 'completed') return finishSync(unit, log, SyncLogStatus.COMPLETED);
    const { phase, position, delayMs } = next;
    const nextStepAt = new Date(unit.now().getTime() + delayMs);
    Object.assign(log, { phase, position, step: step + 1, nextStepAt });
    const payload = { organizationId, syncLogId: id, step: step + 1 };
    await unit.enqueue(syncQueue, payload, delayMs > 0 ? { startAfter: nextStepAt } : {});
  });
}

/** The log of a run, locked; `null` when it runs no more. */
export function lockRunning({ em }: UnitOfWork, id: string): Promise<SyncLog | null> {
  return em.findOne(SyncLog, { id, status: SyncLogStatus.RUNNING }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** Closes the log; comes last in its transaction. */
export async function finishSync(
  unit: UnitOfWork,
  log: SyncLog,
  status: Exclude<SyncLogStatus, 'RUNNING'>,
): Promise<void> {
  Object.assign(log, { status, completedAt: unit.now(), nextStepAt: null });
  await unit.em.execute('delete from integrations.sync_items where sync_log_id = ?', [log.id]);
  const { connector, name } = await unit.em.findOneOrFail(Connection, { id: log.connectionId });
  const { recordsProcessed, recordsCreated, recordsUpdated, recordsFailed } = log;
  const counts = `${recordsProcessed} looked at, ${recordsCreated} created, ${recordsUpdated} updated, ${recordsFailed} failed`;
  const message = `the ${log.type.toLowerCase()} run of ${name} is ${status.toLowerCase()}: ${counts} (sync ${log.id})`;
  await appendSyncEvent(unit, { type: `sync.${status.toLowerCase()}`, message, connector });
}

/** Ends a run that cannot go on. */
export async function failSync(unit: UnitOfWork, log: SyncLog, code: string, message: string): Promise<void> {
  noteErrors(log, [{ reference: null, deliveryId: null, code, message }]);
  await finishSync(unit, log, SyncLogStatus.FAILED);
}

export function noteErrors(log: SyncLog, errors: readonly SyncLogError[]): void {
  const short = errors.map((error) => ({ ...error, message: error.message.slice(0, longestMessage) }));
  log.errorLog = [...log.errorLog, ...short].slice(0, errorsKept);
}
