import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { Webhook } from '../entities/webhook.js';
import { testType, WebhookMessage, WebhookMessageStatus } from '../entities/webhook-message.js';
import { enqueueMessage } from './put-on-its-way.js';

/** How long an attempt may take in all before its worker counts as dead, in milliseconds. */
const leaseMs = 30_000;

export interface MessageClaim {
  message: WebhookMessage;
  webhook: Webhook;
  leaseId: string;
}

/**
 * Takes a message for this worker; `null` when there is nothing to send now. A message whose worker died is sent
 * again under the same id: the receiver tells the repeat by it.
 */
export async function claimMessage(unit: UnitOfWork, messageId: string): Promise<MessageClaim | null> {
  const { em } = unit;
  const message = await em.findOne(WebhookMessage, { id: messageId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!message) return null;
  const now = unit.now();
  switch (message.status) {
    case WebhookMessageStatus.SUCCEEDED:
    case WebhookMessageStatus.FAILED:
      return null;
    case WebhookMessageStatus.SENDING:
      if (message.leaseUntil && message.leaseUntil > now) return null;
      break;
    case WebhookMessageStatus.PENDING:
    case WebhookMessageStatus.RETRYING:
      if (message.nextAttemptAt && message.nextAttemptAt > now) {
        await enqueueMessage(unit, message);
        return null;
      }
  }
  const webhook = await em.findOneOrFail(Webhook, { id: message.webhookId });
  if (!webhook.active && message.type !== testType) {
    Object.assign(message, { status: WebhookMessageStatus.FAILED, nextAttemptAt: null, leaseId: null });
    message.lastError = 'The webhook was not active when it was its turn.';
    return null;
  }
  const leaseId = randomUUID();
  message.status = WebhookMessageStatus.SENDING;
  message.leaseId = leaseId;
  message.leaseUntil = new Date(now.getTime() + leaseMs);
  return { message, webhook, leaseId };
}
