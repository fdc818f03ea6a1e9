import { z } from 'zod';

/** Where a stored webhook waits to be applied. */
export const applyWebhookQueue = {
  name: 'apply-webhook',
  payload: z.object({ organizationId: z.uuid(), webhookId: z.uuid() }),
};
