import { HubError } from '../../../../platform/errors/hub-error.js';
import { runUnitOfWork, type UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { signStandardWebhook } from '../../../../platform/webhooks/standard-webhooks.js';
import { workerCaller } from '../../deliveries/run-delivery.js';
import type { IntegrationsServices } from '../../services.js';
import { ownerGone } from '../owner-gone.js';
import { messageBody, SelectionInvalidError } from '../payload.js';
import { signingSecrets } from '../secrets.js';
import { claimMessage, type MessageClaim } from './claim-message.js';
import { postMessage } from './post-message.js';
import { type AttemptResult, settleAttempt } from './settle-attempt.js';

/** Makes the next attempt of a message, if it is time for it. Run twice at once, the second finds the lease and leaves. */
export async function sendMessage(
  services: IntegrationsServices,
  organizationId: string,
  messageId: string,
  signal: AbortSignal,
): Promise<void> {
  const identity = { caller: workerCaller(organizationId), requestId: `webhook-message-${messageId}` };
  const inTransaction = <T>(work: (unit: UnitOfWork) => Promise<T>) => runUnitOfWork(services, identity, work);

  const claim = await inTransaction((unit) => claimMessage(unit, messageId));
  if (!claim) return;
  const startedAt = services.now();
  const begun = performance.now();
  const result = await attempt(services, claim, startedAt, signal);
  const durationMs = Math.round(performance.now() - begun);
  await inTransaction((unit) => settleAttempt(unit, claim, { ...result, startedAt, durationMs }));
}

async function attempt(
  services: IntegrationsServices,
  { message, webhook }: MessageClaim,
  at: Date,
  signal: AbortSignal,
): Promise<Omit<AttemptResult, 'startedAt' | 'durationMs'>> {
  const { database, secretBox, outbound } = services;
  const gone = await ownerGone(database, webhook.owner);
  if (gone) return { outcome: 'disowned', sent: message.body, answer: { status: null, body: null, error: gone } };
  try {
    const body = message.body ?? (await messageBody(services, webhook, message));
    const id = message.webhookMessageId;
    const headers = signStandardWebhook({ id, at, body }, await signingSecrets(webhook, secretBox, at));
    const answer = await postMessage(outbound.dispatcher, { url: webhook.url, headers, body }, signal);
    if (answer.error === null) return { outcome: 'succeeded', sent: body, answer };
    if (answer.status === 410) return { outcome: 'gone', sent: body, answer };
    // Broken off by the hub itself, going down or losing the job: nothing is known against the receiver.
    return { outcome: signal.aborted ? 'hindered' : 'failed', sent: body, answer };
  } catch (error) {
    // No whole payload, or a secret that cannot be opened: written down and tried again, like any other failure.
    if (!(error instanceof HubError)) throw error;
    const answer = { status: null, body: null, error: error.message };
    return { outcome: error instanceof SelectionInvalidError ? 'unfit' : 'hindered', sent: null, answer };
  }
}
