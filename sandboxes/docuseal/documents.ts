import { createHash } from 'node:crypto';
import { Refusal } from '../kit/refusal.js';
import type { Docuseal } from './docuseal.js';
import { completedAt, type SourceDocument, type Submission } from './model.js';
import { textPdf } from './pdf.js';
import { templates } from './templates.js';

/** A document with the link it can be fetched from. */
export interface LinkedDocument {
  readonly name: string;
  readonly url: string;
}

/** Signed documents, once anybody has signed; `merge` gives them as one. */
export function signedDocuments({ url }: Docuseal, submission: Submission, merge = false): LinkedDocument[] {
  if (!submission.submitters.some(({ completed_at }) => completed_at)) return [];
  const link = (uuid: string, name: string) => ({
    name,
    url: `${url}/file/${submission.slug}/${uuid}/${encodeURIComponent(name)}.pdf`,
  });
  const name = submission.name ?? submission.template?.name ?? 'document';
  return merge ? [link('merged', name)] : submission.documents.map((document) => link(document.uuid, document.name));
}

/** The link to the audit log, once everybody has signed. */
export function auditLogUrl({ url }: Docuseal, submission: Submission): string | null {
  return completedAt(submission) === null ? null : `${url}/file/${submission.slug}/audit/audit-log.pdf`;
}

/**
 * The PDF behind a link: a page that says what was signed, when and by whom. It holds the hash of a document of the
 * caller's own, not its pages. @throws Refusal 404
 */
export async function filePdf(submission: Submission, part: string): Promise<Buffer> {
  const at = new Date(submission.updated_at);
  if (part === 'audit') return textPdf(auditLog(submission), at);
  const documents = part === 'merged' ? submission.documents : submission.documents.filter(({ uuid }) => uuid === part);
  if (documents.length === 0) throw new Refusal(404, 'Not found');
  return textPdf(
    [documents.map(({ name }) => name).join(', '), ...documents.map(origin), ...signatures(submission)],
    at,
  );
}

/** An empty form of the template; undefined when there is none. */
export function templatePdf(documentUuid: string): Promise<Buffer> | undefined {
  const template = templates.find(({ document }) => document.uuid === documentUuid);
  return (
    template &&
    textPdf([template.name, ...template.fields.map(({ name }) => `${name}:`)], new Date(template.updated_at))
  );
}

function origin({ name, bytes }: SourceDocument): string {
  return bytes ? `${name}: SHA-256 ${createHash('sha256').update(bytes).digest('hex')}` : `${name}: from a template`;
}

function signatures({ submitters }: Submission): string[] {
  return submitters.flatMap(({ role, name, email, completed_at, values }) => [
    `${role}: ${name ?? email ?? '-'}, ${completed_at ? `signed on ${completed_at}` : 'not signed'}`,
    ...values.map(({ field, value }) => `    ${field}: ${value}`),
  ]);
}

function auditLog(submission: Submission): string[] {
  const events = submission.events.map(({ event_timestamp, event_type, submitter_id }) => {
    return `${event_timestamp} ${event_type} by ${submitter_id}`;
  });
  return [`Audit log of submission ${submission.id}`, ...submission.documents.map(origin), ...events];
}
