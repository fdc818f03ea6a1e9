import type { Connector, SubjectType } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { chooseConnection } from '../connections/choose-connection.js';
import { requestOn } from '../deliveries/request-delivery.js';
import { Connection } from '../entities/connection.js';
import type { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { ExternalRecord } from '../entities/external-record.js';
import type { IntegrationsServices } from '../services.js';
import { followDeliveries, pageEveryMs, priorityOfRuns, standsStill } from './follow-deliveries.js';
import { type OurRecord, ourTypes, readOurRecords } from './our-records.js';
import { type SyncLog, SyncPhase } from './sync-log.js';
import { identityOf, type Next, takeStep } from './take-step.js';

const at = (type: SubjectType, after: string | null, delayMs = 0): Next => ({
  phase: SyncPhase.PUSH,
  position: `${type} ${after ?? ''}`,
  delayMs,
});

/**
 * Asks for the deliveries of one page of our records: of those that the vendor has not got, where they belong into this
 * account. What they would otherwise lead to, an invoice's e-mail, they do not: it is long over.
 * @param afterAll where the run goes once all types are done
 */
export async function ourRecordsStep(
  services: IntegrationsServices,
  log: SyncLog,
  { connector, afterAll }: { connector: Connector; afterAll: Next },
): Promise<void> {
  const types = ourTypes(connector);
  const [name = types[0], cursor] = log.position?.split(' ') ?? [];
  const type = types.find((one) => one === name);
  if (!type) return takeStep(services, log, async () => afterAll);
  const { records, next } = await readOurRecords(services, identityOf(log), { type, after: cursor || null });
  await takeStep(services, log, async (unit, locked) => {
    const connection = await unit.em.findOneOrFail(Connection, { id: log.connectionId });
    const missing = await notThere(unit.em, connection, type, records);
    const followed: string[] = [];
    for (const record of missing) {
      const delivery = await bring(unit, { connector, connection, type, record });
      if (delivery) followed.push(delivery.id);
    }
    await followDeliveries(unit, locked, followed);
    locked.recordsProcessed += records.length;
    if (next !== null) return at(type, next, followed.length > 0 ? pageEveryMs : 0);
    const following = types[types.indexOf(type) + 1];
    return following ? at(following, null) : afterAll;
  });
}

/** Those without a record at the connection, in the one order in which their deliveries are locked. */
async function notThere(
  em: EntityManager,
  { id: connectionId }: Connection,
  recordType: SubjectType,
  records: readonly OurRecord[],
): Promise<OurRecord[]> {
  const ids = records.map(({ id }) => id);
  const there = await em.find(ExternalRecord, { connectionId, recordType, subjectId: { $in: ids } });
  const known = new Set(there.map(({ subjectId }) => subjectId));
  return records.filter(({ id }) => !known.has(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** @returns `null` where it belongs into another account */
async function bring(
  unit: UnitOfWork,
  {
    connector,
    connection,
    type,
    record,
  }: { connector: Connector; connection: Connection; type: SubjectType; record: OurRecord },
): Promise<Delivery | null> {
  const name = connector.records?.[type]?.pushedBy ?? '';
  const action = connector.actions[name];
  if (!action) return null;
  const { id: subjectId, reference: subjectReference, companyId } = record;
  const chosen = await chooseConnection(unit.em, { connector: connector.key, companyId });
  if (chosen?.id !== connection.id) return null;
  const request = {
    connector: connector.key,
    action: name,
    subjectId,
    subjectReference,
    companyId,
    byHand: false,
    priority: priorityOfRuns,
    isSilent: true,
  };
  const delivery = await requestOn(unit, connection, action, request);
  if (delivery.status === DeliveryStatus.FAILED) await standsStill(unit, delivery, action.reconcile !== null);
  return delivery;
}
