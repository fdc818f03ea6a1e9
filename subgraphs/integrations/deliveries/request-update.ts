import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { type DeliveryRequest, lockName, newDelivery } from './request-delivery.js';

/**
 * Asks for an update of what has gone to a vendor, or is going there right now. One that still waits takes the new
 * change along, for its payload is read when it goes; what has not gone yet will go with the change in it.
 */
export async function requestUpdate(unit: UnitOfWork, request: DeliveryRequest & { follows: string }): Promise<void> {
  const { connector, action, follows, subjectId } = request;
  const firsts = await unit.em.find(
    Delivery,
    {
      connection: { deletedAt: null },
      connector,
      action: follows,
      subjectId,
      dedupeKey: '',
      status: { $ne: DeliveryStatus.CANCELLED },
    },
    { populate: ['connection', 'sentItems'], orderBy: { createdAt: 'asc' } },
  );
  for (const first of firsts.filter(mayHaveGone)) {
    const { connection } = first;
    await unit.em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lockName(connection, request)]);
    const waiting = await unit.em.findOne(
      Delivery,
      {
        connection,
        action,
        subjectId,
        status: { $in: [DeliveryStatus.PENDING, DeliveryStatus.RETRYING, DeliveryStatus.BLOCKED] },
        // A claimed one may have read its payload already.
        leaseId: null,
      },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!waiting) await newDelivery(unit, connection, request, true);
  }
}

/** Whether its payload may have been read without the change. */
function mayHaveGone({ status, leaseId, sentItems }: Delivery): boolean {
  return status === DeliveryStatus.SUCCEEDED || leaseId !== null || sentItems !== null;
}
