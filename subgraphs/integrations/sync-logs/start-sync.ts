import type { Connector } from '../../../platform/connectors/connector.js';
import { ConflictError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { presentConnection } from '../connections/present-connection.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { sharedTypes } from '../two-way/pull-changes.js';
import { pushFlows } from './candidates.js';
import { ourTypes } from './our-records.js';
import { SyncLog, SyncLogStatus, SyncPhase, SyncType } from './sync-log.js';
import { syncQueue } from './sync-queue.js';

/** How much an incremental run reaches back behind the start of the one before: clocks differ, transactions last. */
const overlapMs = 60_000;

export interface WantedSync {
  connectionId: string;
  type: SyncType;
  /** Ask only for what the vendor was not heard of since then. Default: for all. */
  heardBefore?: Date;
}

/**
 * Starts a run; the workers take it on from there.
 * @throws NotFoundError
 * @throws InvalidInputError when there is nothing of that kind to do with the connection's vendor
 * @throws ConflictError while it is paused, or another run of it is under way
 */
export async function startSync(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  { connectionId, type, heardBefore }: WantedSync,
): Promise<SyncLog> {
  const connection = await presentConnection(unit, connectionId, { lock: true });
  const phase = firstPhase(connectorOf(connectors, connection.connector), type);
  if (!connection.active) {
    throw new ConflictError('The connection is paused: resume it first.', { details: { id: connectionId } });
  }
  const running = await unit.em.findOne(SyncLog, { connectionId, status: SyncLogStatus.RUNNING });
  if (running) {
    throw new ConflictError('A run of this connection is under way: wait for it, or cancel it.', {
      details: { syncLogId: running.id },
    });
  }
  const now = unit.now();
  const log = unit.em.create(SyncLog, {
    organizationId: unit.caller.organizationId,
    connectionId,
    type,
    status: SyncLogStatus.RUNNING,
    requestedBy: unit.caller.actor.name,
    startedAt: now,
    createdAt: now,
    phase,
    nextStepAt: now,
    changedSince: type === SyncType.INCREMENTAL ? await lastRun(unit, connectionId) : null,
    heardBefore: heardBefore ?? null,
  });
  const { id: syncLogId, organizationId, step } = log;
  await unit.enqueue(syncQueue, { organizationId, syncLogId, step });
  const message = `${unit.caller.actor.name} started a ${type.toLowerCase()} run of ${connection.name} (sync ${syncLogId})`;
  await appendSyncEvent(unit, { type: 'sync.started', message, connector: connection.connector });
  return log;
}

/** @throws InvalidInputError */
function firstPhase(connector: Connector, type: SyncType): SyncPhase {
  // What changed since the last run is told by flows; what was there before the connection, a whole run brings.
  const isWhole = type === SyncType.FULL || type === SyncType.PUSH;
  const pushes =
    type !== SyncType.PULL && (pushFlows(connector.key).length > 0 || (isWhole && ourTypes(connector).length > 0));
  const pulls = type !== SyncType.PUSH && (connector.status !== undefined || sharedTypes(connector).length > 0);
  if (!pushes && !pulls) {
    const message = `must be something that can be done with ${connector.title}: ${type} has nothing to send or to ask for`;
    refuseViolations([{ field: 'type', message }]);
  }
  return pushes ? SyncPhase.PUSH : SyncPhase.PULL;
}

/** From when on changes count: since the last run both ways began; `null` is all of them. */
async function lastRun({ em }: UnitOfWork, connectionId: string): Promise<Date | null> {
  const last = await em.findOne(
    SyncLog,
    { connectionId, type: { $in: [SyncType.FULL, SyncType.INCREMENTAL] }, status: SyncLogStatus.COMPLETED },
    { orderBy: { startedAt: 'desc' } },
  );
  return last && new Date(last.startedAt.getTime() - overlapMs);
}
