import { z } from 'zod';

/** Where a sync event waits to become messages to the webhooks that ask for it. */
export const fanOutQueue = {
  name: 'fan-out-webhooks',
  payload: z.object({ organizationId: z.uuid(), eventId: z.string() }),
};

/** Where a message waits to be sent. */
export const sendWebhookQueue = {
  name: 'send-webhook',
  payload: z.object({ organizationId: z.uuid(), messageId: z.uuid() }),
};

/** Where a webhook waits to be sent what it missed, a page of events at a time. */
export const recoverWebhookQueue = {
  name: 'recover-webhook',
  payload: z.object({
    organizationId: z.uuid(),
    webhookId: z.uuid(),
    since: z.iso.datetime(),
    /** Events up to this one are done with. */
    afterSequence: z.string(),
  }),
};
