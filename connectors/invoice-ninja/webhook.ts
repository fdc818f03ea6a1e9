import { createHmac } from 'node:crypto';
import { InvalidInputError } from '../../platform/errors/errors.js';
import type { WebhookDeclaration } from '../../platform/webhooks/webhook-declaration.js';
import type { Credentials } from './credentials.js';
import { isTopic, topics } from './topics.js';
import { webhookBody } from './wire.js';

/** The header in which a subscription's secret goes along. */
export const secretHeader = 'x-passerelle-secret';

/** The secret of one topic: who learns it cannot tell us of anything else. `null` for what is no topic. */
export function topicSecret({ webhookSecret }: Credentials, topic: string | null): string | null {
  if (!webhookSecret || !isTopic(topic)) return null;
  return createHmac('sha256', webhookSecret).update(topic).digest('base64url');
}

/**
 * Subscriptions to events. Bodies are unsigned and name no event: the address does (`?topic=`), and each has a secret of its
 * own. The record is then read anew, so that neither the order nor a copy of them matters. That a customer looked at an
 * invoice is told by none: a poll sees it.
 */
export const webhook: WebhookDeclaration<Credentials> = {
  proofs: [{ scheme: 'shared-secret', header: secretHeader }],
  secretOf: topicSecret,
  // The moment in it is not signed, and is the record's last change rather than the event.
  maxAgeSeconds: null,
  parse(body, { topic, receivedAt }) {
    const parsed = webhookBody.safeParse(body);
    if (!isTopic(topic) || !parsed.success) {
      throw new InvalidInputError('The body is none of the records that Invoice Ninja tells of.');
    }
    const { id, number, updated_at } = parsed.data;
    const { record } = topics[topic];
    return [
      {
        type: topic,
        occurredAt: updated_at > 0 ? new Date(updated_at * 1_000) : receivedAt,
        reference: number || null,
        externalId: id,
        vendorStatus: null,
        refused: false,
        summary: `Invoice Ninja: ${topic.replace('_', ' ')}${number ? ` ${number}` : ''}`,
        news: { kind: 'record', record },
      },
    ];
  },
};
