import { isUuid } from '../../../platform/service/is-uuid.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { keepRecord } from '../deliveries/external-records.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { ExternalRecord } from '../entities/external-record.js';
import type { Heard } from './heard.js';

const underWay = [DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.RETRYING];

/**
 * What of ours a vendor's record is: by the vendor's id, or by our reference when it was heard of before the answer that
 * carries the id. A payment that we do not have is told of, once, to whom the invoice is; other records that were made
 * at the vendor stay there.
 */
export async function linkRecord(
  unit: UnitOfWork,
  { connection, type, remote }: Heard,
): Promise<ExternalRecord | 'new' | 'unknown' | 'wait'> {
  const { em } = unit;
  const { externalId, reference } = remote;
  const connectionId = connection.id;
  const known = await em.findOne(ExternalRecord, { connectionId, recordType: type, externalId });
  if (known) return known;
  if (reference && isUuid(reference)) {
    // What bears our own id is ours, however our call for it came out.
    const asked = await em.findOne(Delivery, { connection, subjectType: type, subjectId: reference });
    if (asked) return keptLink(unit, { connectionId, recordType: type, externalId, subjectId: reference });
  }
  if (reference) {
    const sent = await em.findOne(
      Delivery,
      { connection, subjectType: type, subjectReference: reference, status: { $in: [...underWay, 'SUCCEEDED'] } },
      { orderBy: { createdAt: 'desc' } },
    );
    if (sent?.status === DeliveryStatus.SUCCEEDED) {
      return keptLink(unit, { connectionId, recordType: type, externalId, subjectId: sent.subjectId });
    }
    if (sent) return 'wait';
  }
  if (type !== 'payment' || remote.deleted) return 'unknown';
  // One that bears another's number is not on its way from here.
  const isComing =
    !reference && (await em.count(Delivery, { connection, subjectType: 'payment', status: { $in: underWay } })) > 0;
  if (isComing) return 'wait';
  const { invoice, ...changes } = remote.fields;
  const invoiceRecord =
    typeof invoice === 'string'
      ? await em.findOne(ExternalRecord, { connectionId, recordType: 'invoice', externalId: invoice })
      : null;
  if (!invoiceRecord) return 'unknown';
  await unit.emit('record.changed-at-vendor', {
    type,
    subjectId: null,
    connectionId,
    connector: connection.connector,
    externalId,
    changes: { ...changes, invoiceId: invoiceRecord.subjectId },
    moment: remote.updatedAt.toISOString(),
  });
  return 'new';
}

async function keptLink(unit: UnitOfWork, record: Parameters<typeof keepRecord>[1]): Promise<ExternalRecord> {
  await keepRecord(unit, record);
  const { connectionId, recordType, externalId } = record;
  return unit.em.findOneOrFail(ExternalRecord, { connectionId, recordType, externalId });
}
