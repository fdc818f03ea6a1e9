import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { lookAtWaiting as look, lookAtWaitingQueue } from '../connections/look-at-waiting.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';

/** After a change of a connection's settings, looks at what waits there for its subject. */
export const lookAtWaiting = defineJob<z.infer<typeof lookAtWaitingQueue.payload>, IntegrationsServices>({
  ...lookAtWaitingQueue,
  run(wanted, services) {
    const identity = {
      caller: workerCaller(wanted.organizationId),
      requestId: `look-at-waiting-${wanted.connectionId}`,
    };
    return runUnitOfWork(services, identity, (unit) => look(unit, wanted));
  },
});
