import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { moveDelivery } from '../deliveries/move-delivery.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';

/** Where a deleted connection is put whose waiting deliveries are to be cancelled. */
export const cancelWaitingQueue = {
  name: 'cancel-waiting',
  payload: z.object({ organizationId: z.uuid(), connectionId: z.uuid() }),
};

/** Deliveries cancelled in one transaction. */
const cancelledAtOnce = 50;
/** How long one that is being sent has to settle before it is looked at again, in milliseconds. */
const lookAgainMs = 5_000;

const cancellable = [DeliveryStatus.PENDING, DeliveryStatus.RETRYING, DeliveryStatus.BLOCKED];

/** Cancels some of the deliveries that wait for a deleted connection, and comes back until none is left. */
export async function cancelWaiting(unit: UnitOfWork, connectionId: string): Promise<void> {
  const { em } = unit;
  const connection = await em.findOne(Connection, { id: connectionId, deletedAt: { $ne: null } });
  if (!connection) return;
  const waiting = await em.find(
    Delivery,
    { connection, status: { $in: cancellable } },
    { orderBy: { createdAt: 'asc', id: 'asc' }, limit: cancelledAtOnce, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  const sending = await em.count(Delivery, { connection, status: DeliveryStatus.SENDING });
  const payload = { organizationId: connection.organizationId, connectionId };
  if (waiting.length === cancelledAtOnce) await unit.enqueue(cancelWaitingQueue, payload);
  else if (sending > 0) {
    const startAfter = new Date(unit.now().getTime() + lookAgainMs);
    await unit.enqueue(cancelWaitingQueue, payload, { startAfter });
  }
  for (const delivery of waiting) {
    const message = `${delivery.subjectReference} is not to go to ${delivery.connector}: the connection was deleted`;
    await moveDelivery(unit, delivery, DeliveryStatus.CANCELLED, message, { leaseId: null, leaseUntil: null });
  }
}
