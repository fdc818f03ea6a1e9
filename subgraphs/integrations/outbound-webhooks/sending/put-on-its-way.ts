import { v7 as timeOrderedUuid } from 'uuid';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import type { SyncEvent } from '../../entities/sync-event.js';
import type { Webhook } from '../entities/webhook.js';
import { type WebhookMessage, WebhookMessageStatus } from '../entities/webhook-message.js';
import { sendWebhookQueue } from '../queues.js';

/** Puts a message before the workers at its time. */
export function enqueueMessage(unit: UnitOfWork, { id, nextAttemptAt }: WebhookMessage): Promise<void> {
  const payload = { organizationId: unit.caller.organizationId, messageId: id };
  return unit.enqueue(sendWebhookQueue, payload, nextAttemptAt ? { startAfter: nextAttemptAt } : {});
}

/** Makes the message of an event to a webhook and puts it on its way; a message that is there already stays as it is. */
export async function createMessage(unit: UnitOfWork, webhook: Webhook, event: SyncEvent): Promise<void> {
  const { organizationId } = unit.caller;
  const now = unit.now();
  const [made] = await unit.em.execute<{ id: string }[]>(
    `insert into integrations.webhook_messages
       (id, organization_id, created_at, updated_at, webhook_id, sequence, type, occurred_at, next_attempt_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (webhook_id, sequence) do nothing returning id`,
    [timeOrderedUuid(), organizationId, now, now, webhook.id, event.place, event.type, event.occurredAt, now],
  );
  if (made) await unit.enqueue(sendWebhookQueue, { organizationId, messageId: made.id });
}

/** Sends a message again now, with a full count of attempts and the same id. */
export async function resumeMessage(unit: UnitOfWork, message: WebhookMessage): Promise<void> {
  Object.assign(message, { status: WebhookMessageStatus.PENDING, failures: 0, nextAttemptAt: unit.now() });
  await unit.enqueue(sendWebhookQueue, { organizationId: unit.caller.organizationId, messageId: message.id });
}
