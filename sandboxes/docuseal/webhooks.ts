import type { WebhookContent } from '../kit/outbox.js';
import { auditLogUrl } from './documents.js';
import type { Docuseal } from './docuseal.js';
import { completedAt, type Submission, type Submitter, submissionStatus } from './model.js';
import { ownDocuments, submissionView, submitterHead, templateSummary } from './views.js';
import { vendorTime } from './wire.js';

/** The documented webhooks about a party, and about a submission. */
export type FormEvent = 'form.viewed' | 'form.started' | 'form.completed' | 'form.declined';
export type SubmissionEventName =
  | 'submission.created'
  | 'submission.completed'
  | 'submission.expired'
  | 'submission.archived';

/** The names that requirements 003 gives to events the vendor calls otherwise. */
const oldNames: Readonly<Record<string, string>> = {
  'form.completed': 'signer.signed',
  'form.declined': 'submission.declined',
};

function content(vendor: Docuseal, event: FormEvent | SubmissionEventName, data: unknown): WebhookContent {
  const name = (vendor.settings.oldEventNames && oldNames[event]) || event;
  return { events: [name], payload: { event_type: name, timestamp: vendorTime(vendor.now()), data } };
}

export function submissionWebhook(
  vendor: Docuseal,
  event: SubmissionEventName,
  submission: Submission,
): WebhookContent {
  return content(vendor, event, submissionEventData(vendor, submission));
}

/** The webhook about a party, and that of the completed submission when it was the last one to sign. */
export function formWebhooks(
  vendor: Docuseal,
  event: FormEvent,
  submission: Submission,
  submitter: Submitter,
): WebhookContent[] {
  const form = content(vendor, event, formEventData(vendor, submission, submitter));
  const isLast = event === 'form.completed' && completedAt(submission) !== null;
  return isLast ? [form, submissionWebhook(vendor, 'submission.completed', submission)] : [form];
}

function formEventData(vendor: Docuseal, submission: Submission, submitter: Submitter) {
  const { uuid: _uuid, slug: _slug, submission_id: _submission, ...head } = submitterHead(submitter);
  const { id, created_at, slug, variables } = submission;
  const auditLog = auditLogUrl(vendor, submission);
  const url = `${vendor.url}/e/${slug}`;
  return {
    ...head,
    ua: submitter.opened_at && 'Mozilla/5.0 (Sandbox)',
    ip: submitter.opened_at && '127.0.0.1',
    decline_reason: submitter.decline_reason,
    preferences: submitter.preferences,
    submission: {
      id,
      audit_log_url: auditLog,
      combined_document_url: null,
      status: submissionStatus(submission, vendor.now()),
      url,
      variables,
      created_at,
    },
    ...templateSummary(submission),
    values: submitter.values,
    audit_log_url: auditLog,
    submission_url: url,
    documents: ownDocuments(vendor, submission, submitter),
  };
}

function submissionEventData(vendor: Docuseal, submission: Submission) {
  const { metadata: _metadata, submitters, ...view } = submissionView(vendor, submission);
  return {
    ...view,
    submitters: submitters.map((submitter, index) => ({
      ...submitter,
      preferences: submission.submitters[index]?.preferences ?? {},
    })),
    variables: submission.variables,
  };
}
