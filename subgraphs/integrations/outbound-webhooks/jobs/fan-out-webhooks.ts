import type { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { fanOut } from '../operations/fan-out.js';
import { fanOutQueue } from '../queues.js';

export const fanOutWebhooks = defineJob<z.infer<typeof fanOutQueue.payload>, IntegrationsServices>({
  ...fanOutQueue,
  run({ organizationId, sequence }, services) {
    const identity = { caller: workerCaller(organizationId), requestId: `fan-out-${sequence}` };
    return runUnitOfWork(services, identity, (unit) => fanOut(unit, sequence));
  },
});
