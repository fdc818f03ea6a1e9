import { InvalidInputError } from '../../platform/errors/errors.js';
import { violationsOf } from '../../platform/errors/violations.js';
import type { InboundEvent, SignatureState, WebhookDeclaration } from '../../platform/webhooks/webhook-declaration.js';
import type { Credentials } from './credentials.js';
import { webhookBody } from './wire.js';

const header = 'x-docuseal-signature';

/** What each event, by its new name or its old one, says of the signature. */
const states = {
  'submission.created': 'REQUESTED',
  'form.viewed': 'VIEWED',
  'form.started': 'VIEWED',
  'form.completed': 'PARTLY_SIGNED',
  'signer.signed': 'PARTLY_SIGNED',
  'submission.completed': 'COMPLETED',
  'form.declined': 'DECLINED',
  'submission.declined': 'DECLINED',
  'submission.expired': 'EXPIRED',
  'submission.archived': 'CANCELLED',
} as const satisfies Record<string, SignatureState>;

/** Which of a party's moments an event of theirs is about. */
const moments = {
  'form.viewed': 'opened_at',
  'form.started': 'opened_at',
  'form.completed': 'completed_at',
  'signer.signed': 'completed_at',
  'form.declined': 'declined_at',
} as const;

/** Webhooks of forms and submissions (https://www.docuseal.com/docs/webhooks). They bear no id of their own. */
export const webhook: WebhookDeclaration<Credentials> = {
  proofs: [
    { scheme: 'timestamped-hmac-sha256-hex', header, toleranceSeconds: 300 },
    // A header that was typed in at DocuSeal under the signature's name is sent in its place.
    { scheme: 'shared-secret', header },
  ],
  secretOf: ({ webhookSecret }) => webhookSecret ?? null,
  // It tries again for 48 hours; the signature's own moment is what is held against a body.
  maxAgeSeconds: null,
  parse(body) {
    const parsed = webhookBody.safeParse(body);
    if (!parsed.success) {
      throw new InvalidInputError('The body is none of the events that DocuSeal documents.', {
        details: { violations: violationsOf(parsed.error) },
      });
    }
    const event = parsed.data;
    switch (event.event_type) {
      case 'template.created':
      case 'template.updated':
      case 'template.preferences_updated':
        return [];
      case 'submission.created':
      case 'submission.completed':
      case 'submission.expired':
      case 'submission.declined':
      case 'submission.archived': {
        const { id, submitters, completed_at } = event.data;
        const reference = submitters?.find(({ external_id }) => external_id)?.external_id ?? null;
        const state = states[event.event_type];
        return [told(event, { submissionId: id, reference, state, at: state === 'COMPLETED' ? completed_at : null })];
      }
      case 'form.viewed':
      case 'form.started':
      case 'form.completed':
      case 'form.declined':
      case 'signer.signed': {
        const { submission, submission_id, external_id, name, email, decline_reason } = event.data;
        const submissionId = submission?.id ?? submission_id;
        if (!submissionId) return [];
        // The last party's own event says it as well as the submission's, which may be lost.
        const isLast = states[event.event_type] === 'PARTLY_SIGNED' && submission?.status === 'completed';
        return [
          told(event, {
            submissionId,
            at: event.data[moments[event.event_type]],
            reference: external_id ?? null,
            state: isLast ? 'COMPLETED' : states[event.event_type],
            signer: { name: name ?? null, email: email ?? null },
            reason: decline_reason ?? null,
          }),
        ];
      }
    }
  },
};

interface Told {
  submissionId: number;
  reference: string | null;
  state: SignatureState;
  /** When it happened, where that is said; the event's own moment is when it was told. */
  at: string | null | undefined;
  signer?: { name: string | null; email: string | null };
  reason?: string | null;
}

function told(
  { event_type, timestamp }: { event_type: string; timestamp: string },
  { submissionId, reference, state, at, signer = { name: null, email: null }, reason = null }: Told,
): InboundEvent {
  const time = Date.parse(at ?? '');
  return {
    type: event_type,
    occurredAt: new Date(Number.isNaN(time) ? timestamp : time),
    reference,
    externalId: String(submissionId),
    vendorStatus: null,
    refused: false,
    summary: `DocuSeal: ${state.toLowerCase().replace('_', ' ')}${reason ? `: ${reason}` : ''}`,
    news: { kind: 'signature', state, signer, reason },
  };
}
