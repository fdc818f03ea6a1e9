import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { testType, WebhookMessage } from '../entities/webhook-message.js';
import { enqueueMessage } from '../sending/put-on-its-way.js';
import { lockedWebhook } from './load-webhook.js';

/** Sends a test at once, to an inactive webhook too; it is tried once. @throws NotFoundError */
export async function testWebhook(unit: UnitOfWork, id: string): Promise<WebhookMessage> {
  const { organizationId } = unit.caller;
  const now = unit.now();
  const webhook = await lockedWebhook(unit, id);
  const message = unit.em.create(WebhookMessage, {
    organizationId,
    webhookId: webhook.id,
    type: testType,
    occurredAt: now,
    createdAt: now,
  });
  await unit.em.flush();
  await enqueueMessage(unit, message);
  return message;
}
