import { z } from 'zod';

/** Where an alert waits that is to be told by e-mail. */
export const alertMailQueue = {
  name: 'mail-alert',
  payload: z.object({
    organizationId: z.uuid(),
    alertId: z.uuid(),
    type: z.enum(['alert.raised', 'alert.resolved']),
  }),
};
