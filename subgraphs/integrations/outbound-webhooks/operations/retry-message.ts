import { LockMode } from '@mikro-orm/core';
import { ConflictError, NotFoundError } from '../../../../platform/errors/errors.js';
import { isUuid } from '../../../../platform/service/is-uuid.js';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { Webhook } from '../entities/webhook.js';
import { WebhookMessage, WebhookMessageStatus } from '../entities/webhook-message.js';
import { resumeMessage } from '../sending/put-on-its-way.js';

/**
 * Sends a message again now under the same id, also one that arrived. One that is being sent stays as it is.
 * @throws NotFoundError
 * @throws ConflictError while its webhook is not active
 */
export async function retryMessage(unit: UnitOfWork, id: string): Promise<WebhookMessage> {
  const message = isUuid(id)
    ? await unit.em.findOne(WebhookMessage, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!message) throw new NotFoundError(`There is no webhook message ${id}.`, { details: { id } });
  const webhook = await unit.em.findOneOrFail(Webhook, { id: message.webhookId });
  if (!webhook.active) throw new ConflictError('The webhook is not active.', { details: { webhookId: webhook.id } });
  if (message.status !== WebhookMessageStatus.SENDING) await resumeMessage(unit, message);
  return message;
}
