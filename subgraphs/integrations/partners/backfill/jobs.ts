import { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { Backfill } from './backfill.js';
import { backfillQueue } from './backfill-queue.js';
import { sendBatch } from './send-batch.js';

/** Makes the deliveries of one batch of a backfill and leaves a job for the next. */
export const backfillPartner = defineJob<z.infer<typeof backfillQueue.payload>, IntegrationsServices>({
  ...backfillQueue,
  run({ organizationId, backfillId, batch }, services) {
    const identity = { caller: workerCaller(organizationId), requestId: `backfill-${backfillId}` };
    return runUnitOfWork(services, identity, (unit) => sendBatch(unit, services.connectors, { backfillId, batch }));
  },
});

/** A batch this long past its time has lost its job, in milliseconds. */
const stalledAfterMs = 60_000;

const stalled = z.array(z.object({ organization_id: z.uuid(), backfill_id: z.uuid() }));

/** The safety net: every minute, sets backfills going again whose job was lost. A batch is done once, however many jobs it has. */
export const sweepBackfills = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'sweep-backfills',
  payload: z.record(z.string(), z.never()),
  schedule: '* * * * *',
  async run(_payload, services) {
    const { database, now, logger } = services;
    const before = new Date(now().getTime() - stalledAfterMs);
    const rows = await database.acrossOrganizations('select * from integrations.stalled_backfills(?)', [before]);
    for (const { organization_id: organizationId, backfill_id: backfillId } of stalled.parse(rows)) {
      logger.warn({ organizationId, backfillId }, 'a backfill had lost its job; it is queued again');
      const identity = { caller: workerCaller(organizationId), requestId: 'sweep-backfills' };
      await runUnitOfWork(services, identity, async (unit) => {
        const { batch } = await unit.em.findOneOrFail(Backfill, { id: backfillId });
        await unit.enqueue(backfillQueue, { organizationId, backfillId, batch });
      });
    }
  },
});
