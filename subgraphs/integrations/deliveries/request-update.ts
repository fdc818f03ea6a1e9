import type { Connector } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { actionOf } from './action-of.js';
import type { DeliveryRequest } from './delivery-request.js';
import { newDelivery } from './new-delivery.js';
import { lockDeliveries, waitingDelivery } from './waiting-delivery.js';

/**
 * Asks for an update of what has gone to a vendor, or is going there right now, on whichever connections. One that still
 * waits takes the new change along; what has not gone yet will go with the change in it.
 * @throws NotFoundError when there is no such connector or action
 */
export async function requestUpdate(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  request: DeliveryRequest & { follows: string },
): Promise<void> {
  const { connector, follows, subjectId } = request;
  const { action } = actionOf(connectors, request);
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
  for (const { connection } of firsts.filter(mayHaveGone)) {
    await lockDeliveries(unit, connection, request);
    if (await waitingDelivery(unit, connection, request)) continue;
    await newDelivery(unit, { connection, action, request, input: null, isOneOfMany: true });
  }
}

/** Whether its payload may have been read without the change. */
function mayHaveGone({ status, leaseId, sentItems }: Delivery): boolean {
  return status === DeliveryStatus.SUCCEEDED || leaseId !== null || sentItems !== null;
}
