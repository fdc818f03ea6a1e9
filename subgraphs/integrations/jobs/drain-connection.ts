import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { drainQueue, drainWaiting } from '../traffic/drain-connection.js';

/** Wakes the deliveries that waited for a connection's budget, circuit or pause. */
export const drainConnection = defineJob<z.infer<typeof drainQueue.payload>, IntegrationsServices>({
  ...drainQueue,
  // Whoever set it for later may be gone by then; what was asked for by hand goes within a second of the budget's room.
  intake: { concurrency: 1, batchSize: 10, pollSeconds: 0.5 },
  run({ organizationId, connectionId }, services) {
    const identity = { caller: workerCaller(organizationId), requestId: `drain-${connectionId}` };
    return runUnitOfWork(services, identity, (unit) => drainWaiting(unit, services.connectors, connectionId));
  },
});
