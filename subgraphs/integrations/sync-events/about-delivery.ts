import type { Delivery } from '../entities/delivery.js';
import type { NewSyncEvent } from './append-sync-event.js';

/** What the sync events of a delivery are about. */
export function aboutDelivery(delivery: Delivery): Omit<NewSyncEvent, 'type' | 'message'> {
  const { id: deliveryId, connector, subjectType, subjectId } = delivery;
  return { deliveryId, connector, subjectType, subjectId, interventionId: interventionOf(delivery) };
}

/** The intervention that a delivery is about, or that is behind its subject where that is known. */
export const interventionOf = ({
  subjectType,
  subjectId,
  interventionId,
}: Pick<Delivery, 'subjectType' | 'subjectId' | 'interventionId'>): string | null =>
  subjectType === 'intervention' ? subjectId : interventionId;
