import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { replayQueue } from './replay-queue.js';
import { takeUpBatch } from './take-up-batch.js';

/** Takes up one batch of a replay and leaves a job for the next. */
export const replayDeliveries = defineJob<z.infer<typeof replayQueue.payload>, IntegrationsServices>({
  ...replayQueue,
  run({ organizationId, replayId, batch }, services) {
    const identity = { caller: workerCaller(organizationId), requestId: `replay-${replayId}` };
    return runUnitOfWork(services, identity, (unit) => takeUpBatch(unit, replayId, batch));
  },
});
