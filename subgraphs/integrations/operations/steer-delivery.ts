import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { moveDelivery, wakeSuccessors } from '../deliveries/move-delivery.js';
import { resumeDelivery } from '../deliveries/resume-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus, deliveryTransitions } from '../entities/delivery-status.js';

/**
 * Tries a delivery again now, with a full count of attempts. One that is on its way stays as it is.
 * @throws NotFoundError
 * @throws ConflictError when it has succeeded, its connection was deleted, or another delivery has taken its place
 */
export async function retryDelivery(unit: UnitOfWork, id: string): Promise<Delivery> {
  const delivery = await requireRow(unit, Delivery, id, { lock: true });
  if (delivery.status === DeliveryStatus.SUCCEEDED) {
    throw new ConflictError('The vendor has it already: there is nothing to try again.', {
      details: { status: delivery.status, externalId: delivery.externalId },
    });
  }
  if (delivery.status === DeliveryStatus.CANCELLED) await refuseReplaced(unit, delivery);
  await unit.em.populate(delivery, ['connection']);
  if (delivery.connection.deletedAt) {
    throw new ConflictError('Its connection was deleted: there is no way for it to go.', {
      details: { connectionId: delivery.connection.id },
    });
  }
  await resumeDelivery(unit, delivery);
  return delivery;
}

async function refuseReplaced(
  unit: UnitOfWork,
  { id, connection, action, subjectId, variant, dedupeKey }: Delivery,
): Promise<void> {
  const other = await unit.em.findOne(Delivery, {
    connection,
    action,
    subjectId,
    variant,
    dedupeKey,
    id: { $ne: id },
    status: { $ne: DeliveryStatus.CANCELLED },
  });
  if (other) throw new ConflictError('Another delivery has taken its place.', { details: { deliveryId: other.id } });
}

/**
 * Takes a delivery back before the vendor has it.
 * @throws NotFoundError
 * @throws ConflictError while it is being sent, or once it is settled
 */
export async function cancelDelivery(unit: UnitOfWork, id: string): Promise<Delivery> {
  const delivery = await requireRow(unit, Delivery, id, { lock: true });
  if (delivery.status === DeliveryStatus.CANCELLED) return delivery;
  if (!deliveryTransitions[delivery.status].includes(DeliveryStatus.CANCELLED)) {
    throw new ConflictError(`A delivery that is ${delivery.status} cannot be cancelled.`, {
      details: { status: delivery.status },
    });
  }
  await wakeSuccessors(unit, delivery);
  const message = `${delivery.subjectReference} is not to go to ${delivery.connector} any more`;
  await moveDelivery(unit, delivery, DeliveryStatus.CANCELLED, message, { leaseId: null, leaseUntil: null });
  return delivery;
}
