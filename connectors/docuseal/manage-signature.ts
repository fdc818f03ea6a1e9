import { z } from 'zod';
import { type Asked, defineAction, type KnownSubject, type Prepared } from '../../platform/connectors/connector.js';
import { DocusealSignatureDocument, type DocusealSignatureQuery } from '../../schema/operations.js';
import { archiveSubmission, getSubmission, resendRequest } from './client.js';
import type { Credentials } from './credentials.js';
import type { Settings } from './settings.js';
import { wordOf } from './status.js';

/** A request that is there, and whom it is mailed to when that is not its own party. */
interface Existing {
  submissionId: string;
  email: string | null;
}

/** Whom to remind, when it is not whoever is next. */
const remindInput = z.object({ email: z.email().nullish() });

function existing({ signature }: DocusealSignatureQuery, _known: KnownSubject, { input }: Asked): Prepared<Existing> {
  const email = remindInput.parse(input ?? {}).email ?? null;
  const submissionId = signature?.submissionId;
  if (submissionId) return { ready: true, payload: { submissionId, email } };
  const violation = { field: 'signature', message: 'was not requested at DocuSeal yet' };
  return { ready: false, reason: 'missing data', violations: [violation] };
}

/** DELETE /submissions/{id}. */
export const cancelSignature = defineAction<Credentials, DocusealSignatureQuery, Existing, Settings>({
  subject: 'signature',
  document: DocusealSignatureDocument,
  prepare: existing,
  // What is archived can be archived again.
  reconcile: async () => null,
  async send(session, { submissionId }) {
    await archiveSubmission(session, submissionId);
    return { externalId: submissionId, vendorStatus: 'archived' };
  },
});

/** PUT /submitters/{id} of the one who has not signed yet. */
export const remindSignature = defineAction<Credentials, DocusealSignatureQuery, Existing, Settings>({
  subject: 'signature',
  input: remindInput,
  document: DocusealSignatureDocument,
  prepare: existing,
  // Whether a mail went out cannot be asked; a second one would be a nuisance to a customer.
  reconcile: null,
  async send(session, { submissionId, email }) {
    const submission = await getSubmission(session, submissionId);
    const open = submission?.submitters.find(({ completed_at, declined_at }) => !completed_at && !declined_at);
    // Signed or declined meanwhile: there is nobody to remind.
    if (open) await resendRequest(session, open.id, email);
    return { externalId: submissionId, vendorStatus: submission ? wordOf(submission) : null };
  },
});
