import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { appendSyncEvent } from '../../sync-events/append-sync-event.js';
import type { Webhook } from '../entities/webhook.js';

/** Disables a locked webhook and tells of it; one that is not active stays as it is. */
export async function disableWebhook(unit: UnitOfWork, webhook: Webhook, reason: string): Promise<void> {
  if (!webhook.active) return;
  webhook.active = false;
  webhook.disabledReason = reason;
  const message = `The webhook ${webhook.name} was disabled: ${reason}`;
  await appendSyncEvent(unit, { type: 'webhook.disabled', message });
}
