import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { applyWebhook as apply } from '../webhooks/apply-webhook.js';
import { applyWebhookQueue } from '../webhooks/apply-webhook-queue.js';

export const applyWebhook = defineJob<z.infer<typeof applyWebhookQueue.payload>, IntegrationsServices>({
  ...applyWebhookQueue,
  run({ organizationId, webhookId }, services) {
    const identity = { caller: workerCaller(organizationId), requestId: `webhook-${webhookId}` };
    return runUnitOfWork(services, identity, (unit) => apply(unit, services, webhookId));
  },
});
