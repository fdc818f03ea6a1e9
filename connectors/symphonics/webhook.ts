import { InvalidInputError } from '../../platform/errors/errors.js';
import { violationsOf } from '../../platform/errors/violations.js';
import type { WebhookDeclaration } from '../../platform/webhooks/webhook-declaration.js';
import type { Credentials } from './credentials.js';
import { status } from './status.js';
import { webhookBody } from './wire.js';

export const webhook: WebhookDeclaration<Credentials> = {
  proofs: [{ scheme: 'hmac-sha256-hex', header: 'x-symphonics-signature' }],
  maxAgeSeconds: 300,
  secretOf: ({ webhookSecret }) => webhookSecret ?? null,
  parse(body) {
    const parsed = webhookBody.safeParse(body);
    if (!parsed.success) {
      throw new InvalidInputError('The body is none of the events that Symphonics documents.', {
        details: { violations: violationsOf(parsed.error) },
      });
    }
    const { event, timestamp, data } = parsed.data;
    const common = {
      type: event,
      occurredAt: new Date(timestamp),
      reference: data.external_id ?? null,
      externalId: data.intervention_id,
    };
    const notes = data.notes ? `: ${data.notes}` : '';
    if ('new_status' in data) {
      const refused = status.refused.includes(data.new_status);
      return [{ ...common, vendorStatus: data.new_status, refused, summary: `Symphonics: ${data.new_status}${notes}` }];
    }
    const summary = `Symphonics: ${data.document_type} ${data.verification_status}${notes}`;
    return [{ ...common, vendorStatus: null, refused: false, summary }];
  },
};
