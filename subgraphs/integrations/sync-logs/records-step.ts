import type { Connector, SubjectType } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Connection } from '../entities/connection.js';
import { VendorUnavailableError } from '../lookups/vendor-unavailable-error.js';
import type { IntegrationsServices } from '../services.js';
import { pullPage, sharedTypes } from '../two-way/pull-changes.js';
import { roomFor } from './room-for.js';
import { SyncLog, SyncLogStatus, SyncPhase, SyncType } from './sync-log.js';
import { failSync, identityOf, lockRunning, type Next, noteErrors, takeStep } from './take-step.js';

const prefix = 'records ';
/** Before a page after there was no room for one, at least, and after the vendor could not be asked, in milliseconds. */
const pauseMs = 200;
const patienceMs = 30_000;

/** Whether a run that asks for statuses has come to the records. */
export const isAtRecords = ({ position }: SyncLog): boolean => position?.startsWith(prefix) ?? false;

/** Whether a run is reading the records of a connection. */
export async function isReadByRun(em: EntityManager, connectionId: string): Promise<boolean> {
  const running = await em.findOne(SyncLog, { connectionId, status: SyncLogStatus.RUNNING });
  return running !== null && isAtRecords(running);
}

/** Where a run goes once all statuses are asked for: to the records, where the vendor shares some. */
export function afterStatuses(connector: Connector, { heardBefore }: SyncLog): Next {
  const [first] = sharedTypes(connector);
  // A run that looks for some statuses alone is none for the records.
  return first && heardBefore === null ? recordsOf(first) : { phase: SyncPhase.SETTLE, position: null, delayMs: 0 };
}

const recordsOf = (type: SubjectType, delayMs = 0): Next => ({
  phase: SyncPhase.PULL,
  position: `${prefix}${type}`,
  delayMs,
});

/** Compares one page of what changed at the vendor; a full run begins each type at the beginning. */
export async function recordsStep(
  services: IntegrationsServices,
  log: SyncLog,
  { connector, connection }: { connector: Connector; connection: Connection },
  signal: AbortSignal,
): Promise<void> {
  const { database, now } = services;
  const types = sharedTypes(connector);
  const type = types.find((one) => log.position === `${prefix}${one}`);
  if (!type) return takeStep(services, log, async () => ({ phase: SyncPhase.SETTLE, position: null, delayMs: 0 }));
  const waitFor = (until: Date) =>
    takeStep(services, log, async () => recordsOf(type, Math.max(until.getTime() - now().getTime(), pauseMs)));
  const room = await database.read(log.organizationId, (em) => roomFor(em, connector, connection, now()));
  if (room.count === 0) return waitFor(room.againAt);
  const following = types[types.indexOf(type) + 1];
  const next = following ? recordsOf(following) : { phase: SyncPhase.SETTLE, position: null, delayMs: 0 };
  try {
    if (log.type === SyncType.FULL) await startOver(services, log, type);
    const pulled = await pullPage(services, { identity: identityOf(log), connector, connection, type }, signal);
    await takeStep(services, log, async (_unit, locked) => {
      locked.recordsProcessed += pulled.looked;
      locked.recordsUpdated += pulled.changed;
      return pulled.isLast ? next : recordsOf(type);
    });
  } catch (error) {
    if (error instanceof VendorUnavailableError) {
      const { retryAt } = error.details;
      return waitFor(typeof retryAt === 'string' ? new Date(retryAt) : new Date(now().getTime() + patienceMs));
    }
    if (!(error instanceof VendorError) || signal.aborted) throw error;
    const { kind, vendorCode: code, message } = error;
    if (kind !== 'authentication') {
      return takeStep(services, log, async (_unit, locked) => {
        noteErrors(locked, [{ reference: null, deliveryId: null, code, message: `${type} records: ${message}` }]);
        return next;
      });
    }
    await runUnitOfWork(services, identityOf(log), async (unit) => {
      const locked = await lockRunning(unit, log.id);
      if (locked) await failSync(unit, locked, code, 'The vendor does not accept the credentials.');
    });
  }
}

/** Has the records of a type read from the beginning, once in a run: what is under way since it began goes on. */
function startOver(services: IntegrationsServices, log: SyncLog, type: SubjectType): Promise<unknown> {
  return runUnitOfWork(services, identityOf(log), ({ em }) =>
    em.execute(
      `delete from integrations.record_watermarks
       where connection_id = ? and record_type = ? and (until is null or until < ?) and (since is null or since < ?)`,
      [log.connectionId, type, log.startedAt, log.startedAt],
    ),
  );
}
