import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { cancelWaiting as cancel, cancelWaitingQueue } from '../connections/cancel-waiting.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';

/** Cancels what waits for a deleted connection, a bounded number at a time. */
export const cancelWaiting = defineJob<z.infer<typeof cancelWaitingQueue.payload>, IntegrationsServices>({
  ...cancelWaitingQueue,
  run({ organizationId, connectionId }, services) {
    const identity = { caller: workerCaller(organizationId), requestId: `cancel-waiting-${connectionId}` };
    return runUnitOfWork(services, identity, (unit) => cancel(unit, connectionId));
  },
});
