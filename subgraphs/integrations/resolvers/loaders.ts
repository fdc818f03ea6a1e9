import { byId } from '../../../platform/service/find-by-id.js';
import type { Loader } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryAttempt } from '../entities/delivery-attempt.js';
import { DeliveryStatus } from '../entities/delivery-status.js';

export const deliveriesById = byId(Delivery);
export const connectionsById = byId(Connection);

export const attemptsByDelivery: Loader<string, DeliveryAttempt[]> = async (em, deliveryIds) => {
  const found = await em.find(
    DeliveryAttempt,
    { deliveryId: { $in: [...deliveryIds] } },
    { orderBy: { number: 'asc' } },
  );
  return Map.groupBy(found, (attempt) => attempt.deliveryId);
};

export interface DossierDeliveries {
  /** The newest, leaving out updates that found nothing to do. */
  last: Delivery;
  /** The one that has the vendor's status: not an update. */
  publication: Delivery | null;
}

/** How an intervention's dossier fares on its way to Symphonics. */
export const dossierDeliveries: Loader<string, DossierDeliveries> = async (em, interventionIds) => {
  const found = await em.find(
    Delivery,
    { subjectId: { $in: [...interventionIds] }, connector: 'symphonics' },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  const told = found.filter(({ dedupeKey, status }) => dedupeKey === '' || status !== DeliveryStatus.CANCELLED);
  const publications = new Map(told.filter(isFirst).map((delivery) => [delivery.subjectId, delivery]));
  return new Map(told.map((last) => [last.subjectId, { last, publication: publications.get(last.subjectId) ?? null }]));
};

const isFirst = ({ dedupeKey }: Delivery): boolean => dedupeKey === '';
