import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { isDossier } from './dossier.js';
import { moveDelivery, wakeSuccessors } from './move-delivery.js';

/** The delivery is given up: kept whole, a dossier flagged with the reason, and ready to be retried by hand. */
export async function giveUp(unit: UnitOfWork, delivery: Delivery, why: string): Promise<void> {
  const { connector, subjectId, subjectReference } = delivery;
  const reason = `${connector}: ${why}`;
  if (isDossier(delivery))
    await unit.emit('dossier.refused', { interventionId: subjectId, connector, reasons: [reason] });
  await wakeSuccessors(unit, delivery);
  await moveDelivery(unit, delivery, DeliveryStatus.FAILED, `${subjectReference} could not be brought to ${reason}`, {
    leaseId: null,
    leaseUntil: null,
    blockedBy: delivery.mustReconcile ? 'needs review: the vendor may have it' : null,
  });
}
