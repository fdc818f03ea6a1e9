import type { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { traced } from '../../../../platform/telemetry/tracing.js';
import type { IntegrationsServices } from '../../services.js';
import { sendWebhookQueue } from '../queues.js';
import { sendMessage } from '../sending/send-message.js';

/** Makes the next attempt of one message. */
export const sendWebhook = defineJob<z.infer<typeof sendWebhookQueue.payload>, IntegrationsServices>({
  ...sendWebhookQueue,
  intake: { concurrency: 4, batchSize: 10 },
  run: ({ organizationId, messageId }, services, signal) =>
    traced('send webhook', { 'webhook.message': messageId }, () =>
      sendMessage(services, organizationId, messageId, signal),
    ),
});
