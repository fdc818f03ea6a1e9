import type { VendorStatus } from '../../platform/connectors/connector.js';
import type { SignatureState } from '../../platform/webhooks/webhook-declaration.js';
import { getSubmission } from './client.js';
import type { Credentials } from './credentials.js';
import type { Settings } from './settings.js';
import type { Submission } from './wire.js';

/** How far a submission has come, by what DocuSeal says when it is asked. */
export function stateOf({ status, archived_at, submitters }: Submission): SignatureState {
  if (status === 'completed') return 'COMPLETED';
  if (status === 'declined') return 'DECLINED';
  if (archived_at) return 'CANCELLED';
  if (status === 'expired') return 'EXPIRED';
  if (submitters.some(({ completed_at }) => completed_at)) return 'PARTLY_SIGNED';
  return submitters.some(({ opened_at }) => opened_at) ? 'VIEWED' : 'REQUESTED';
}

/** The word the delivery keeps. An archived submission's own status stays what it was. */
export const wordOf = (submission: Submission): string =>
  stateOf(submission) === 'CANCELLED' ? 'archived' : (submission.status ?? 'pending');

/** GET /submissions/{id}, for what no webhook told. */
export const status: VendorStatus<Credentials, Settings> = {
  actions: ['request-quote-signature', 'request-terms-signature', 'request-contract-signature'],
  final: ['completed', 'declined', 'expired', 'archived'],
  // A signature that is declined is no refusal by the vendor.
  refused: [],
  async read(session, externalId) {
    const submission = await getSubmission(session, externalId);
    if (!submission) return null;
    const state = stateOf(submission);
    const time = Date.parse(submission.completed_at ?? submission.updated_at ?? '');
    const signer = submission.submitters.find(({ completed_at, declined_at }) => completed_at ?? declined_at);
    return {
      type: 'submission.polled',
      occurredAt: Number.isNaN(time) ? null : new Date(time),
      reference: submission.submitters.find(({ external_id }) => external_id)?.external_id ?? null,
      externalId,
      vendorStatus: wordOf(submission),
      refused: false,
      summary: `DocuSeal: ${wordOf(submission)}`,
      news: {
        kind: 'signature',
        state,
        signer: signer ? { name: signer.name ?? null, email: signer.email ?? null } : null,
        reason: null,
      },
    };
  },
};
