import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { InboundWebhook, WebhookOutcome } from '../entities/inbound-webhook.js';
import { applyWebhookQueue } from '../webhooks/apply-webhook-queue.js';

/**
 * Has a stored webhook applied again. As ever, it moves nothing backwards: newer news stands.
 * @throws NotFoundError
 * @throws ConflictError when its payload is no longer kept
 */
export async function replayWebhook(unit: UnitOfWork, id: string): Promise<InboundWebhook> {
  const stored = await requireRow(unit, InboundWebhook, id, { lock: true });
  if (stored.payload === null) {
    throw new ConflictError('Its payload is older than such records are kept: there is nothing to apply.', {
      details: { id },
    });
  }
  stored.outcome = WebhookOutcome.RECEIVED;
  stored.message = null;
  stored.events = [];
  stored.waitingSince = null;
  await unit.enqueue(applyWebhookQueue, { organizationId: stored.organizationId, webhookId: stored.id });
  return stored;
}
