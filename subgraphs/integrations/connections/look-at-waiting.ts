import { z } from 'zod';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { enqueueDelivery } from '../deliveries/move-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';

/** Where a connection is put whose settings may be what its deliveries waited for. */
export const lookAtWaitingQueue = {
  name: 'look-at-waiting',
  payload: z.object({
    organizationId: z.uuid(),
    connectionId: z.uuid(),
    /** The last delivery that was looked at. Default: none yet. */
    after: z.uuid().optional(),
  }),
};

/** Deliveries looked at before the next are. */
const lookedAtAtOnce = 200;

/** Has a connection's deliveries that wait for their subject looked at once more (`lookAgain`), page by page. */
export async function lookAtWaiting(
  unit: UnitOfWork,
  { connectionId, after, ...rest }: z.infer<typeof lookAtWaitingQueue.payload>,
): Promise<void> {
  const waiting = await unit.em.find(
    Delivery,
    {
      connection: connectionId,
      status: DeliveryStatus.BLOCKED,
      waitsFor: 'dossier',
      ...(after && { id: { $gt: after } }),
    },
    { populate: ['connection'], orderBy: { id: 'asc' }, limit: lookedAtAtOnce },
  );
  for (const delivery of waiting) await enqueueDelivery(unit, delivery);
  const last = waiting[lookedAtAtOnce - 1];
  if (last) await unit.enqueue(lookAtWaitingQueue, { ...rest, connectionId, after: last.id });
}
