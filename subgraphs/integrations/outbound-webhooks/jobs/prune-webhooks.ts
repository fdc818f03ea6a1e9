import { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { WebhookMessage, WebhookMessageStatus } from '../entities/webhook-message.js';

/** How long what is settled is kept with its logs: more than twice as long as a recovery reaches back. */
const keptMs = 30 * 24 * 60 * 60 * 1_000;

const found = z.array(z.object({ organization_id: z.uuid() }));

/** Every night: forgets messages that were settled a month ago. */
export const pruneWebhooks = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'prune-webhooks',
  payload: z.record(z.string(), z.never()),
  schedule: '17 3 * * *',
  async run(_payload, services) {
    const before = new Date(services.now().getTime() - keptMs);
    const rows = await services.database.acrossOrganizations('select * from integrations.old_webhook_messages(?)', [
      before,
    ]);
    for (const { organization_id: organizationId } of found.parse(rows)) {
      const identity = { caller: workerCaller(organizationId), requestId: 'prune-webhooks' };
      await runUnitOfWork(services, identity, (unit) =>
        unit.em.nativeDelete(WebhookMessage, {
          updatedAt: { $lt: before },
          status: { $in: [WebhookMessageStatus.SUCCEEDED, WebhookMessageStatus.FAILED] },
        }),
      );
    }
  },
});
