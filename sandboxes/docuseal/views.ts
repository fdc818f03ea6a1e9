import { auditLogUrl, signedDocuments } from './documents.js';
import type { Docuseal } from './docuseal.js';
import {
  completedAt,
  type Submission,
  type Submitter,
  submissionStatus,
  submitterStatus,
  type Template,
} from './model.js';

/** Answers in the shape of the vendor's samples, their nulls included where its schemas allow none. */
const user = { id: 1, first_name: 'Sandbox', last_name: 'User', email: 'api@docuseal.example' };
const folder = { folder_id: 1, folder_name: 'Default' };

export function templateView({ url }: Docuseal, template: Template) {
  const { id, slug, name, fields, roles, external_id, created_at, updated_at, document } = template;
  const base = `${url}/file/template/${document.uuid}`;
  return {
    id,
    slug,
    name,
    preferences: {},
    schema: [{ attachment_uuid: document.uuid, name: document.name }],
    fields,
    submitters: roles,
    author_id: user.id,
    archived_at: null,
    created_at,
    updated_at,
    source: 'native',
    ...folder,
    external_id,
    shared_link: false,
    author: user,
    documents: [
      {
        id,
        uuid: document.uuid,
        url: `${base}/${encodeURIComponent(name)}.pdf`,
        preview_image_url: `${base}/preview.png`,
        filename: `${document.name}.pdf`,
      },
    ],
  };
}

/** The template, where the submission has one. */
export function templateSummary({ template }: Submission) {
  if (!template) return {};
  const { external_id } = template;
  return { template: { ...templateHead(template), external_id, folder_name: folder.folder_name } };
}

function templateHead({ id, name, created_at, updated_at }: Template) {
  return { id, name, created_at, updated_at };
}

/** What every answer tells of a party. */
export function submitterHead(submitter: Submitter) {
  const { id, submission_id, uuid, email, slug, sent_at, opened_at, completed_at, declined_at } = submitter;
  const { created_at, updated_at, name, phone, external_id, metadata, role } = submitter;
  const times = { sent_at, opened_at, completed_at, declined_at, created_at, updated_at };
  const status = submitterStatus(submitter);
  return { id, submission_id, uuid, email, slug, ...times, name, phone, external_id, metadata, status, role };
}

const embedSrc = ({ url }: Docuseal, { slug }: Submitter) => `${url}/s/${slug}`;
/** What the party has signed; nothing before it has. */
export const ownDocuments = (vendor: Docuseal, submission: Submission, { completed_at }: Submitter) =>
  completed_at ? signedDocuments(vendor, submission) : [];

/** As the answers to a creation show it. */
export function createdSubmitterView(vendor: Docuseal, submitter: Submitter) {
  const { values, preferences } = submitter;
  return { ...submitterHead(submitter), values, preferences, embed_src: embedSrc(vendor, submitter) };
}

/** As `GET /submitters` shows it. */
export function submitterView(vendor: Docuseal, submission: Submission, submitter: Submitter) {
  return {
    ...submitterHead(submitter),
    preferences: submitter.preferences,
    ...(submission.template && { template: templateHead(submission.template) }),
    submission_events: submission.events.filter(({ submitter_id }) => submitter_id === submitter.id),
    values: submitter.values,
    documents: ownDocuments(vendor, submission, submitter),
  };
}

/** As `PUT /submitters/{id}` shows it. */
export function updatedSubmitterView(vendor: Docuseal, submission: Submission, submitter: Submitter) {
  return {
    ...createdSubmitterView(vendor, submitter),
    documents: ownDocuments(vendor, submission, submitter),
  };
}

function submissionHead(vendor: Docuseal, submission: Submission) {
  const { id, name, slug, source, submitters_order, expire_at, created_at, updated_at, archived_at } = submission;
  return {
    id,
    name,
    source,
    submitters_order,
    slug,
    status: submissionStatus(submission, vendor.now()),
    audit_log_url: auditLogUrl(vendor, submission),
    combined_document_url: null,
    expire_at,
    completed_at: completedAt(submission),
    created_at,
    updated_at,
    archived_at,
    ...templateSummary(submission),
    created_by_user: user,
  };
}

/** As a list shows it: its parties without values and documents. */
export function listedSubmissionView(vendor: Docuseal, submission: Submission) {
  const submitters = submission.submitters.map((submitter) => ({
    ...submitterHead(submitter),
    preferences: submitter.preferences,
  }));
  return { ...submissionHead(vendor, submission), submitters };
}

/** As `GET /submissions/{id}` shows it. */
export function submissionView(vendor: Docuseal, submission: Submission) {
  return {
    ...submissionHead(vendor, submission),
    metadata: {},
    submitters: submission.submitters.map((submitter) => ({
      ...submitterHead(submitter),
      values: submitter.values,
      documents: ownDocuments(vendor, submission, submitter),
    })),
    submission_events: submission.events,
    documents: signedDocuments(vendor, submission),
  };
}

/** As the answer to a submission of documents of the caller's own shows it. */
export function ownDocumentsSubmissionView(vendor: Docuseal, submission: Submission) {
  const { id, name, source, submitters_order, documents, fields, expire_at, created_at, submitters } = submission;
  return {
    id,
    name,
    submitters: submitters.map((submitter) => {
      const { submission_id: _submission, ...view } = createdSubmitterView(vendor, submitter);
      return view;
    }),
    source,
    submitters_order,
    status: submissionStatus(submission, vendor.now()),
    schema: documents.map((document) => ({ name: document.name, attachment_uuid: document.uuid })),
    fields,
    expire_at,
    created_at,
  };
}
