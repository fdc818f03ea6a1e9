import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { Webhook } from '../entities/webhook.js';
import { WebhookAttempt } from '../entities/webhook-attempt.js';
import { testType, WebhookMessage, WebhookMessageStatus } from '../entities/webhook-message.js';
import { disableWebhook } from '../operations/disable-webhook.js';
import { unfitReason } from '../payload.js';
import type { MessageClaim } from './claim-message.js';
import type { ReceiverAnswer } from './post-message.js';
import { enqueueMessage } from './put-on-its-way.js';
import { disabledAfterMs, retryWaitMs } from './retry-schedule.js';

export interface AttemptResult {
  /**
   * `failed` and `gone` (410) are the receiver's doing; `hindered` is the hub's own, and never counts against the
   * webhook; `unfit` is a selection that the graph has no longer; `disowned` is an owner who is not let in any more.
   */
  outcome: 'succeeded' | 'failed' | 'gone' | 'hindered' | 'unfit' | 'disowned';
  /** The text that was made for the message; `null` when none could be. */
  sent: string | null;
  answer: ReceiverAnswer;
  startedAt: Date;
  durationMs: number;
}

/** Writes down what became of an attempt, and what follows from it. A worker whose lease was given away changes nothing. */
export async function settleAttempt(unit: UnitOfWork, claim: MessageClaim, result: AttemptResult): Promise<void> {
  const { em } = unit;
  const locked = { lockMode: LockMode.PESSIMISTIC_WRITE };
  // The webhook first, as when it is deleted with its messages.
  const webhook = await em.findOne(Webhook, { id: claim.webhook.id }, locked);
  const message = await em.findOne(WebhookMessage, { id: claim.message.id }, locked);
  if (!webhook || !message || message.leaseId !== claim.leaseId) return;

  message.attemptsMade += 1;
  message.body = result.sent;
  message.lastError = result.answer.error;
  Object.assign(message, { leaseId: null, leaseUntil: null, nextAttemptAt: null });
  em.create(WebhookAttempt, attemptOf(message, result, unit.now()));
  webhook.lastTriggeredAt = result.startedAt;

  if (result.outcome === 'succeeded') {
    message.status = WebhookMessageStatus.SUCCEEDED;
    if (message.type !== testType) Object.assign(webhook, { failureSince: null, failureCount: 0 });
    return;
  }
  const reason = message.type === testType ? null : blame(webhook, result);
  message.failures += 1;
  const waitMs = reason === null && message.type !== testType ? retryWaitMs(message.failures) : null;
  if (waitMs === null) {
    message.status = WebhookMessageStatus.FAILED;
  } else {
    message.status = WebhookMessageStatus.RETRYING;
    message.nextAttemptAt = new Date(unit.now().getTime() + waitMs);
    await enqueueMessage(unit, message);
  }
  if (reason !== null) await disableWebhook(unit, webhook, reason);
}

/** Counts a failure against a webhook. Returns why it is to be disabled, or `null`. */
function blame(webhook: Webhook, { outcome, answer, startedAt }: AttemptResult): string | null {
  if (outcome === 'unfit') return unfitReason(answer.error ?? '');
  if (outcome === 'disowned') return answer.error;
  if (outcome === 'hindered') return null;
  webhook.failureCount += 1;
  webhook.failureSince ??= startedAt;
  if (outcome === 'gone') return 'its receiver answered 410 Gone';
  const failingMs = startedAt.getTime() - webhook.failureSince.getTime();
  return failingMs >= disabledAfterMs ? 'its receiver has failed for five days' : null;
}

function attemptOf(message: WebhookMessage, { answer, startedAt, durationMs }: AttemptResult, createdAt: Date) {
  return {
    organizationId: message.organizationId,
    webhookId: message.webhookId,
    messageId: message.id,
    number: message.attemptsMade,
    event: message.type,
    startedAt,
    durationMs,
    responseStatus: answer.status,
    responseBody: answer.body,
    error: answer.error,
    createdAt,
  };
}
