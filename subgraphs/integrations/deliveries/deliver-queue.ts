import { z } from 'zod';

/** Where a delivery is put to be taken up by a worker. */
export const deliverQueue = {
  name: 'deliver',
  payload: z.object({ organizationId: z.uuid(), deliveryId: z.uuid() }),
};
