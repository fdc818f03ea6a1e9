import { LockMode } from '@mikro-orm/core';
import { type NeededSubject, type SubjectType, subjectKey } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { ExternalRecord } from '../entities/external-record.js';
import { enqueueDelivery, moveDelivery } from './move-delivery.js';

type Subject = Pick<NeededSubject, 'type' | 'id'>;

/** What the vendor of a connection calls these subjects, by `subjectKey`; those it has not are left out. */
export async function externalIdsOf(
  em: EntityManager,
  connectionId: string,
  subjects: readonly Subject[],
): Promise<Map<string, string>> {
  if (subjects.length === 0) return new Map();
  const wanted = subjects.map(({ type, id }) => ({ recordType: type, subjectId: id }));
  const found = await em.find(ExternalRecord, { connectionId, $or: wanted });
  return new Map(
    found.map(({ recordType, subjectId, externalId }) => [subjectKey({ type: recordType, id: subjectId }), externalId]),
  );
}

interface NewRecord {
  connectionId: string;
  recordType: SubjectType;
  externalId: string;
  subjectId: string;
}

/**
 * Keeps what the vendor calls a subject, and lets go on what waited for it. A record that was another subject's is this
 * one's from now on: the vendor has made one of the two.
 */
export async function keepRecord(unit: UnitOfWork, record: NewRecord): Promise<void> {
  const { connectionId, recordType, externalId, subjectId } = record;
  const { em, now, caller } = unit;
  await lockNames(unit, [
    `record:${connectionId}:${recordType}:${externalId}`,
    lockName(connectionId, { type: recordType, id: subjectId }),
  ]);
  await em.nativeDelete(ExternalRecord, { connectionId, recordType, externalId, subjectId: { $ne: subjectId } });
  // Under another id it is another record, of which nothing was compared yet.
  await em.execute(
    `insert into integrations.external_records as r
       (id, organization_id, created_at, updated_at, connection_id, record_type, external_id, subject_id)
     values (gen_random_uuid(), ?, ?, ?, ?, ?, ?, ?)
     on conflict (connection_id, record_type, subject_id) do update set
       external_id = excluded.external_id, updated_at = excluded.updated_at,
       base = case when r.external_id = excluded.external_id then r.base end,
       remote_updated_at = case when r.external_id = excluded.external_id then r.remote_updated_at end`,
    [caller.organizationId, now(), now(), connectionId, recordType, externalId, subjectId],
  );
  const waiting = await em.find(
    Delivery,
    { connection: connectionId, awaitedSubjectId: subjectId, status: DeliveryStatus.BLOCKED, waitsFor: 'predecessor' },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  for (const delivery of waiting) {
    await enqueueDelivery(unit, delivery);
    const message = `${delivery.subjectReference} may go on to ${delivery.connector}`;
    await moveDelivery(unit, delivery, DeliveryStatus.PENDING, message);
  }
}

/** Keeps records of these subjects from coming in until the transaction ends: who finds none can wait for it safely. */
export function lockRecords(unit: UnitOfWork, connectionId: string, subjects: readonly Subject[]): Promise<void> {
  return lockNames(
    unit,
    subjects.map((subject) => lockName(connectionId, subject)),
  );
}

const lockName = (connectionId: string, subject: Subject) => `record-of:${connectionId}:${subjectKey(subject)}`;

/** In one order, so that two who lock some of the same never wait crosswise. */
async function lockNames({ em }: UnitOfWork, names: readonly string[]): Promise<void> {
  await em.execute(
    `select pg_advisory_xact_lock(hashtextextended(k.name, 0))
     from jsonb_array_elements_text(?::jsonb) with ordinality k (name, place) order by k.place`,
    [JSON.stringify([...new Set(names)].sort())],
  );
}
