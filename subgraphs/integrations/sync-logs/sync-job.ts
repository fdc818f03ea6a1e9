import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { IntegrationsServices } from '../services.js';
import { pullStep } from './pull-step.js';
import { pushStep } from './push-step.js';
import { settleStep } from './settle-step.js';
import { SyncLog, SyncLogStatus } from './sync-log.js';
import { syncQueue } from './sync-queue.js';

/** Takes one step of a run and leaves a job for the next. */
export const syncConnection = defineJob<z.infer<typeof syncQueue.payload>, IntegrationsServices>({
  ...syncQueue,
  // One by one: a step leaves the next one behind, which would wait for the longest of its batch.
  intake: { concurrency: 4, batchSize: 1 },
  async run({ organizationId, syncLogId, step }, services, signal) {
    const log = await services.database.read(organizationId, (em) => em.findOne(SyncLog, { id: syncLogId }));
    if (log?.status !== SyncLogStatus.RUNNING || log.step !== step) return;
    switch (log.phase) {
      case 'PUSH':
        return pushStep(services, log);
      case 'PULL':
        return pullStep(services, log, signal);
      case 'SETTLE':
        return settleStep(services, log);
    }
  },
});
