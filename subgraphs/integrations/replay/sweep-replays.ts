import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { Replay } from './replay.js';
import { replayQueue } from './replay-queue.js';

/** A batch this long past its time has lost its job, in milliseconds. */
const stalledAfterMs = 60_000;

const stalled = z.array(z.object({ organization_id: z.uuid(), replay_id: z.uuid() }));

/** The safety net: every minute, sets replays going again whose job was lost. A batch is done once, however many jobs it has. */
export const sweepReplays = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'sweep-replays',
  payload: z.record(z.string(), z.never()),
  schedule: '* * * * *',
  async run(_payload, services) {
    const { database, now, logger } = services;
    const before = new Date(now().getTime() - stalledAfterMs);
    const rows = await database.acrossOrganizations('select * from integrations.stalled_replays(?)', [before]);
    for (const { organization_id: organizationId, replay_id: replayId } of stalled.parse(rows)) {
      logger.warn({ organizationId, replayId }, 'a replay had lost its job; it is queued again');
      await runUnitOfWork(
        services,
        { caller: workerCaller(organizationId), requestId: 'sweep-replays' },
        async (unit) => {
          const { batch } = await unit.em.findOneOrFail(Replay, { id: replayId });
          await unit.enqueue(replayQueue, { organizationId, replayId, batch });
        },
      );
    }
  },
});
