import type { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { numberSyncEvents } from '../../sync-events/number-sync-events.js';
import { recoverPage } from '../operations/recover-webhook.js';
import { recoverWebhookQueue } from '../queues.js';

export const recoverWebhookJob = defineJob<z.infer<typeof recoverWebhookQueue.payload>, IntegrationsServices>({
  ...recoverWebhookQueue,
  async run(page, services) {
    // What came while nobody read, this webhook included, has no number yet.
    await services.database.transaction(page.organizationId, numberSyncEvents);
    const identity = { caller: workerCaller(page.organizationId), requestId: `recover-${page.webhookId}` };
    await runUnitOfWork(services, identity, (unit) => recoverPage(unit, page));
  },
});
