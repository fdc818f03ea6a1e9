import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { type DeliveryStatus, deliveryTransitions } from '../entities/delivery-status.js';
import { aboutDelivery } from '../sync-events/about-delivery.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { deliverQueueOf } from './deliver-queue.js';

type DeliveryChange = Partial<
  Pick<
    Delivery,
    | 'blockedBy'
    | 'waitsFor'
    | 'awaitedSubjectId'
    | 'violations'
    | 'externalId'
    | 'vendorStatus'
    | 'vendorStatusAt'
    | 'vendorHeardAt'
    | 'countedAttempts'
    | 'mustReconcile'
    | 'nextAttemptAt'
    | 'lastError'
    | 'lastErrorCode'
    | 'leaseId'
    | 'leaseUntil'
    | 'takenUpAt'
  >
>;

/**
 * The one place where a delivery's status changes; appends the sync event.
 * @param message the change in a sentence, for the people who watch
 */
export async function moveDelivery(
  unit: UnitOfWork,
  delivery: Delivery,
  status: DeliveryStatus,
  message: string,
  change: DeliveryChange = {},
): Promise<void> {
  if (!deliveryTransitions[delivery.status].includes(status)) {
    throw new Error(`delivery ${delivery.id} cannot go from ${delivery.status} to ${status}`);
  }
  const cleared = { blockedBy: null, waitsFor: null, awaitedSubjectId: null, nextAttemptAt: null, violations: [] };
  Object.assign(delivery, { ...cleared, ...change, status });
  const type = `delivery.${status.toLowerCase()}`;
  await appendSyncEvent(unit, { type, message, ...aboutDelivery(delivery) });
}

/** Puts a delivery before the workers, now or later. */
export function enqueueDelivery(unit: UnitOfWork, delivery: Delivery, startAfter?: Date): Promise<void> {
  const { id: deliveryId, organizationId, connector, connection, priority } = delivery;
  const options = { priority, group: connection.id, ...(startAfter && { startAfter }) };
  return unit.enqueue(deliverQueueOf(connector), { organizationId, deliveryId }, options);
}

/** Deliveries of one subject that may be woken at once; who waits behind them is woken by them. */
const wokenAtOnce = 50;

/** Wakes the deliveries of a subject that waited for another one on the same connection: each looks for itself. */
export async function wakeSuccessors(unit: UnitOfWork, settled: Delivery): Promise<void> {
  const { connection, subjectId, id } = settled;
  const waiting = await unit.em.find(
    Delivery,
    { connection, subjectId, status: 'PENDING', id: { $ne: id } },
    { orderBy: { createdAt: 'asc', id: 'asc' }, limit: wokenAtOnce },
  );
  for (const next of waiting) await enqueueDelivery(unit, next);
}
