import type { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { recoverPage } from '../operations/recover-webhook.js';
import { recoverWebhookQueue } from '../queues.js';

export const recoverWebhookJob = defineJob<z.infer<typeof recoverWebhookQueue.payload>, IntegrationsServices>({
  ...recoverWebhookQueue,
  run(page, services) {
    const identity = { caller: workerCaller(page.organizationId), requestId: `recover-${page.webhookId}` };
    return runUnitOfWork(services, identity, (unit) => recoverPage(unit, page));
  },
});
