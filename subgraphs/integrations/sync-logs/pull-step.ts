import type { Connector } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Connection } from '../entities/connection.js';
import { VendorUnavailableError } from '../lookups/vendor-unavailable-error.js';
import { pollStatus } from '../operations/poll-status.js';
import type { Condition } from '../replay/replayable.js';
import type { IntegrationsServices } from '../services.js';
import { afterStatuses, isAtRecords, recordsStep } from './records-step.js';
import { askedAtOnce, roomFor } from './room-for.js';
import { type SyncLog, SyncPhase, SyncType } from './sync-log.js';
import { failSync, identityOf, lockRunning, noteErrors, takeStep } from './take-step.js';

/** Between two steps, and before one after the vendor could not be asked, in milliseconds. */
const stepEveryMs = 1_000;
const patienceMs = 30_000;

interface InFlight {
  id: string;
  reference: string;
  position: string;
}

/**
 * Asks the vendor for the status of some of what it was sent. Each answer is taken over and counted in one transaction, so
 * that a step that is taken again goes on behind the last one that was.
 */
export async function pullStep(services: IntegrationsServices, log: SyncLog, signal: AbortSignal): Promise<void> {
  const { database, connectors, now } = services;
  const { organizationId, connectionId } = log;
  const { connector, connection, room, page } = await database.read(organizationId, async (em) => {
    const connection = await em.findOneOrFail(Connection, { id: connectionId });
    const connector = connectorOf(connectors, connection.connector);
    const room = await roomFor(em, connector, connection, now());
    const atMost = Math.min(room.count, askedAtOnce);
    return {
      connector,
      connection,
      room,
      page: isAtRecords(log) ? [] : await inFlight(em, connector, log, Math.max(atMost, 1)),
    };
  });
  if (isAtRecords(log)) return recordsStep(services, log, { connector, connection }, signal);
  if (page.length > 0 && room.count === 0) return waitUntil(services, log, log.position, room.againAt);

  let { position } = log;
  for (const delivery of page) {
    const stop = await askFor(services, log, position, delivery, signal);
    if (stop === 'failed') return;
    if (stop) return waitUntil(services, log, position, stop.until);
    position = delivery.position;
  }
  await takeStep(services, log, async () =>
    page.length === 0 || connector.status === undefined
      ? afterStatuses(connector, log)
      : { phase: SyncPhase.PULL, position, delayMs: page.length < askedAtOnce ? 0 : stepEveryMs },
  );
}

/** @returns what keeps the run from going on: a time to wait for, or that it has failed; `null` to go on */
async function askFor(
  services: IntegrationsServices,
  log: SyncLog,
  behind: string | null,
  { id: deliveryId, reference, position }: InFlight,
  signal: AbortSignal,
): Promise<{ until: Date } | 'failed' | null> {
  const { id, organizationId } = log;
  /** Counts one record, unless it was, or the run was stopped. */
  const count = async (unit: UnitOfWork, change: (locked: SyncLog) => void) => {
    const locked = await lockRunning(unit, id);
    if (!locked || locked.step !== log.step || locked.position !== behind) return;
    Object.assign(locked, { position, nextStepAt: unit.now(), recordsProcessed: locked.recordsProcessed + 1 });
    change(locked);
  };
  try {
    await pollStatus(services, { organizationId, deliveryId }, signal, (unit, isNews) =>
      count(unit, (locked) => {
        if (isNews) locked.recordsUpdated += 1;
      }),
    );
    return null;
  } catch (error) {
    if (error instanceof VendorUnavailableError) {
      const { retryAt } = error.details;
      const later = new Date(services.now().getTime() + patienceMs);
      return { until: typeof retryAt === 'string' ? new Date(retryAt) : later };
    }
    if (!(error instanceof VendorError) || signal.aborted) throw error;
    const { kind, vendorCode: code, message } = error;
    await runUnitOfWork(services, identityOf(log), async (unit) => {
      await count(unit, (locked) => {
        locked.recordsFailed += 1;
        noteErrors(locked, [{ reference, deliveryId, code, message }]);
      });
      // The same would be said of all others.
      const running = kind === 'authentication' ? await lockRunning(unit, id) : null;
      if (running) await failSync(unit, running, code, 'The vendor does not accept the credentials.');
    });
    return kind === 'authentication' ? 'failed' : null;
  }
}

function waitUntil(services: IntegrationsServices, log: SyncLog, position: string | null, until: Date): Promise<void> {
  const delayMs = Math.max(until.getTime() - services.now().getTime(), stepEveryMs);
  return takeStep(services, log, async () => ({ phase: SyncPhase.PULL, position, delayMs }));
}

/** What the vendor has and has not decided on; a full run asks for all it has. */
function inFlight(em: EntityManager, { status }: Connector, log: SyncLog, limit: number): Promise<InFlight[]> {
  if (!status) return Promise.resolve([]);
  const [createdAt = '', id = ''] = log.position?.split(' ') ?? [];
  const conditions: Condition[] = [
    { sql: 'd.connection_id = ?', parameters: [log.connectionId] },
    { sql: `d.action = any (string_to_array(?, ','))`, parameters: [status.actions.join(',')] },
    { sql: 'd.created_at <= ?', parameters: [log.startedAt] },
    ...(createdAt ? [{ sql: '(d.created_at, d.id) > (?::timestamptz, ?::uuid)', parameters: [createdAt, id] }] : []),
    ...(log.heardBefore
      ? [{ sql: '(d.vendor_heard_at is null or d.vendor_heard_at < ?)', parameters: [log.heardBefore] }]
      : []),
    ...(log.type === SyncType.FULL
      ? []
      : [
          {
            sql: `(d.vendor_status is null or d.vendor_status <> all (string_to_array(?, ',')))`,
            parameters: [status.final.join(',')],
          },
        ]),
  ];
  return em.execute<InFlight[]>(
    `select d.id, d.subject_reference as reference,
       to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || ' ' || d.id as position
     from integrations.deliveries d
     where d.status = 'SUCCEEDED' and d.dedupe_key = '' and d.external_id is not null
       and ${conditions.map(({ sql }) => sql).join(' and ')}
     order by d.created_at, d.id limit ?`,
    [...conditions.flatMap(({ parameters }) => parameters), limit],
  );
}
