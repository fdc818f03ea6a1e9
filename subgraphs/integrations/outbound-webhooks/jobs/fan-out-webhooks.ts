import type { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { numberSyncEvents } from '../../sync-events/number-sync-events.js';
import { fanOut } from '../operations/fan-out.js';
import { fanOutQueue } from '../queues.js';

export const fanOutWebhooks = defineJob<z.infer<typeof fanOutQueue.payload>, IntegrationsServices>({
  ...fanOutQueue,
  async run({ organizationId, eventId }, services) {
    const identity = { caller: workerCaller(organizationId), requestId: `fan-out-${eventId}` };
    await services.database.transaction(organizationId, numberSyncEvents);
    await runUnitOfWork(services, identity, (unit) => fanOut(unit, eventId));
  },
});
