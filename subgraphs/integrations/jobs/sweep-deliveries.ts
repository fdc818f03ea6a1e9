import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { enqueueDelivery } from '../deliveries/move-delivery.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Delivery } from '../entities/delivery.js';
import type { IntegrationsServices } from '../services.js';

/** A delivery this long past its time has lost its job, in milliseconds. */
const strandedAfterMs = 60_000;

const stranded = z.array(z.object({ organization_id: z.uuid(), delivery_id: z.uuid() }));

/** The safety net: every minute, puts deliveries back before the workers whose job was lost. */
export const sweepDeliveries = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'sweep-deliveries',
  payload: z.record(z.string(), z.never()),
  schedule: '* * * * *',
  async run(_payload, services) {
    const { database, now, logger } = services;
    const before = new Date(now().getTime() - strandedAfterMs);
    const rows = await database.acrossOrganizations('select * from integrations.stranded_deliveries(?)', [before]);
    for (const { organization_id: organizationId, delivery_id: deliveryId } of stranded.parse(rows)) {
      logger.warn({ organizationId, deliveryId }, 'a delivery had lost its job; it is queued again');
      const identity = { caller: workerCaller(organizationId), requestId: 'sweep-deliveries' };
      await runUnitOfWork(services, identity, async (unit) =>
        enqueueDelivery(unit, await unit.em.findOneOrFail(Delivery, { id: deliveryId })),
      );
    }
  },
});
