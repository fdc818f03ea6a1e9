import { createHash } from 'node:crypto';
import type { Docuseal } from './docuseal.js';
import { completedAt, type SourceDocument, type Submission, submissionStatus, submitterStatus } from './model.js';

/** What the vendor holds, as plain data: submissions as they were made, oldest first, and webhooks. */
export function stateOf(vendor: Docuseal) {
  const submissions = [...vendor.submissions.values()].map((submission) => submissionState(vendor, submission));
  return structuredClone({ submissions, webhooks: vendor.outbox.list() });
}

function submissionState(vendor: Docuseal, { template, documents, submitters, ...submission }: Submission) {
  const whole = { ...submission, template, documents, submitters };
  return {
    ...submission,
    status: submissionStatus(whole, vendor.now()),
    completed_at: completedAt(whole),
    template_id: template?.id ?? null,
    documents: documents.map(documentState),
    submitters: submitters.map((submitter) => ({
      ...submitter,
      status: submitterStatus(submitter),
      /** E-mails that asked for the signature. */
      emails_sent: submission.events.filter(
        ({ submitter_id, event_type }) => submitter_id === submitter.id && event_type === 'send_email',
      ).length,
    })),
  };
}

function documentState({ name, bytes }: SourceDocument) {
  return { name, size: bytes?.length ?? null, sha256: bytes && createHash('sha256').update(bytes).digest('hex') };
}
