import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent, VendorNews } from '../../../platform/webhooks/webhook-declaration.js';
import type { Connection } from '../entities/connection.js';
import { WebhookOutcome } from '../entities/inbound-webhook.js';
import type { EventResult } from '../webhooks/event-result.js';
import { advanceSignature } from './advance-signature.js';
import { signatureOf } from './find-signature.js';

type News = Extract<VendorNews, { kind: 'signature' }>;

/** Takes over a vendor's news of a signature, told by webhook or asked for. */
export async function applySignatureNews(
  unit: UnitOfWork,
  { connection, isPatient }: { connection: Connection; isPatient: boolean },
  event: InboundEvent,
  { state, signer, reason }: News,
): Promise<EventResult> {
  const signature = await signatureOf(unit, connection.id, event);
  if (signature === 'wait' && isPatient) return 'wait';
  if (signature === 'wait' || signature === null) {
    return { outcome: WebhookOutcome.IGNORED, message: 'No signature of this hub is meant by it.' };
  }
  const result = await advanceSignature(unit, signature, { state, signer, reason, at: event.occurredAt });
  if (result !== 'old') return { outcome: WebhookOutcome.APPLIED, message: event.summary };
  const message = `${event.summary} changed nothing: it is ${signature.state} already.`;
  return { outcome: WebhookOutcome.IGNORED, message };
}
