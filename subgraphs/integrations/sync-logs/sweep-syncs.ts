import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { IntegrationsServices } from '../services.js';
import { syncQueue } from './sync-queue.js';
import { failSync, identityOf, lockRunning } from './take-step.js';

/** A step this long past its time has lost its job, in milliseconds. */
const stalledAfterMs = 60_000;
/** A run that has come no further for this long has failed, in milliseconds. */
const hopelessAfterMs = 3_600_000;

const stalled = z.array(z.object({ organization_id: z.uuid(), sync_log_id: z.uuid() }));

/** The safety net: every minute, sets runs going again whose job was lost, and ends those that get nowhere. */
export const sweepSyncs = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'sweep-syncs',
  payload: z.record(z.string(), z.never()),
  schedule: '* * * * *',
  async run(_payload, services) {
    const { database, now, logger } = services;
    const before = new Date(now().getTime() - stalledAfterMs);
    const rows = await database.acrossOrganizations('select * from integrations.stalled_syncs(?)', [before]);
    for (const { organization_id: organizationId, sync_log_id: id } of stalled.parse(rows)) {
      await runUnitOfWork(services, identityOf({ id, organizationId }), async (unit) => {
        const log = await lockRunning(unit, id);
        if (!log?.nextStepAt || log.nextStepAt >= before) return;
        logger.warn({ organizationId, syncLogId: id }, 'a run had lost its job');
        if (unit.now().getTime() - log.nextStepAt.getTime() > hopelessAfterMs) {
          return failSync(unit, log, 'NO_PROGRESS', 'It came no further for an hour; the logs say why.');
        }
        await unit.enqueue(syncQueue, { organizationId, syncLogId: id, step: log.step });
      });
    }
  },
});
