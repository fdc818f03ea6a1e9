import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { DeliveryAttempt } from '../entities/delivery-attempt.js';
import { AttemptOutcome, DeliveryStatus } from '../entities/delivery-status.js';
import { SentPayload } from '../entities/sent-payload.js';
import type { Claim } from './claim-delivery.js';
import { lockDelivery } from './lock-delivery.js';
import { moveDelivery } from './move-delivery.js';

/** The delivery while this claim's lease still holds; `null` when it was given to another worker. */
export function leasedDelivery(unit: UnitOfWork, claim: Claim): Promise<Delivery | null> {
  return lockDelivery(unit.em, { id: claim.delivery.id, leaseId: claim.leaseId });
}

/** Writes the attempt down before anything is sent: after a crash, its open record says that something may have been. */
export async function beginAttempt(
  unit: UnitOfWork,
  claim: Claim,
  contents: readonly string[] | null,
  digests: Record<string, string[]>,
): Promise<DeliveryAttempt | null> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery || delivery.status === DeliveryStatus.CANCELLED) return null;
  delivery.sentItems = await mayArrive(unit, delivery, contents);
  delivery.totalAttempts += 1;
  const attempt = unit.em.create(DeliveryAttempt, {
    organizationId: delivery.organizationId,
    deliveryId: delivery.id,
    connectionId: delivery.connection.id,
    number: delivery.totalAttempts,
    startedAt: unit.now(),
    outcome: AttemptOutcome.RUNNING,
  });
  const { organizationId, connection, subjectId } = delivery;
  unit.em.create(SentPayload, {
    organizationId,
    connectionId: connection.id,
    deliveryId: delivery.id,
    attemptId: attempt.id,
    attemptNumber: attempt.number,
    subjectId,
    digests,
    createdAt: attempt.startedAt,
  });
  const message = `attempt ${attempt.number} to bring ${delivery.subjectReference} to ${delivery.connector}`;
  await moveDelivery(unit, delivery, DeliveryStatus.SENDING, message);
  return attempt;
}

/** After an attempt that may have arrived, the vendor surely has only what both that one and this one contain. */
async function mayArrive(unit: UnitOfWork, delivery: Delivery, contents: readonly string[] | null) {
  if (!contents || !delivery.mustReconcile) return contents;
  await unit.em.populate(delivery, ['sentItems']);
  const before = new Set(delivery.sentItems);
  return contents.filter((item) => before.has(item));
}
