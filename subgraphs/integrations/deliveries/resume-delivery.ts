import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { enqueueDelivery, moveDelivery } from './move-delivery.js';

/** Takes up a delivery that stands still: failed, blocked, or waiting for its next attempt. Others are left as they are. */
export async function resumeDelivery(unit: UnitOfWork, delivery: Delivery): Promise<void> {
  switch (delivery.status) {
    case DeliveryStatus.FAILED:
    case DeliveryStatus.CANCELLED:
    case DeliveryStatus.BLOCKED:
    case DeliveryStatus.RETRYING:
      await enqueueDelivery(unit, delivery);
      return moveDelivery(unit, delivery, DeliveryStatus.PENDING, `${delivery.subjectReference} is taken up again`, {
        countedAttempts: 0,
        takenUpAt: unit.now(),
      });
    case DeliveryStatus.PENDING:
    case DeliveryStatus.SENDING:
    case DeliveryStatus.SUCCEEDED:
      return;
  }
}
