import { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { sendWebhookQueue } from '../queues.js';

/** A message this long past its time has lost its job, in milliseconds. */
const strandedAfterMs = 60_000;

const stranded = z.array(z.object({ organization_id: z.uuid(), message_id: z.uuid() }));

/** The safety net: every minute, puts messages back before the workers whose job was lost. */
export const sweepWebhooks = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'sweep-webhooks',
  payload: z.record(z.string(), z.never()),
  schedule: '* * * * *',
  async run(_payload, services) {
    const { database, now, logger } = services;
    const before = new Date(now().getTime() - strandedAfterMs);
    const rows = await database.acrossOrganizations('select * from integrations.stranded_webhook_messages(?)', [
      before,
    ]);
    for (const { organization_id: organizationId, message_id: messageId } of stranded.parse(rows)) {
      logger.warn({ organizationId, messageId }, 'a webhook message had lost its job; it is queued again');
      await runUnitOfWork(services, { caller: workerCaller(organizationId), requestId: 'sweep-webhooks' }, (unit) =>
        unit.enqueue(sendWebhookQueue, { organizationId, messageId }),
      );
    }
  },
});
