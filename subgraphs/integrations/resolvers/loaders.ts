import { byId } from '../../../platform/service/find-by-id.js';
import type { Loader } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryAttempt } from '../entities/delivery-attempt.js';

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

/** The newest delivery of an intervention's dossier to Symphonics. */
export const lastDossierDelivery: Loader<string, Delivery> = async (em, interventionIds) => {
  const found = await em.find(
    Delivery,
    { subjectId: { $in: [...interventionIds] }, connector: 'symphonics' },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  return new Map(found.map((delivery) => [delivery.subjectId, delivery]));
};
