import { z } from 'zod';
import { defineJob } from '../../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { WebhookMessage, WebhookMessageStatus } from '../entities/webhook-message.js';
import { recoveryDays } from '../operations/recover-webhook.js';

const found = z.array(z.object({ organization_id: z.uuid() }));

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Every night: forgets settled messages with their logs, at the age of attempts. Never sooner than a recovery reaches
 * back: it would take what it finds no message of for missed.
 */
export const pruneWebhooks = defineJob<Record<string, never>, IntegrationsServices>({
  name: 'prune-webhooks',
  payload: z.record(z.string(), z.never()),
  schedule: '17 3 * * *',
  async run(_payload, services) {
    const days = Math.max(services.retention.attemptDays, recoveryDays);
    const before = new Date(services.now().getTime() - days * dayMs);
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
