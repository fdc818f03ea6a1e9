import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import { createSubmission, ownRoles, type ToSign } from './create-submission.js';
import type { Docuseal } from './docuseal.js';
import type { Field, Role, SourceDocument, Submission } from './model.js';
import { parse } from './parse.js';
import { templates } from './templates.js';
import { createdSubmitterView, ownDocumentsSubmissionView } from './views.js';
import { formWebhooks, submissionWebhook } from './webhooks.js';
import {
  type DocumentField,
  submissionFromHtmlSchema,
  submissionFromPdfSchema,
  submissionFromTemplateSchema,
} from './wire.js';

/** The calls that ask for signatures. */
export function createRoutes(app: FastifyInstance, vendor: Docuseal): void {
  app.post('/submissions', async (request) => {
    const body = parse(submissionFromTemplateSchema, request.body);
    const template = templates.find(({ id }) => id === body.template_id);
    if (!template) throw new Refusal(404, 'Template not found');
    const { roles, fields, document } = template;
    const toSign = { name: null, template, roles, fields, documents: [document], variables: body.variables };
    const submission = createSubmission(vendor, toSign, body);
    await tellCreated(vendor, submission);
    return submission.submitters.map((submitter) => createdSubmitterView(vendor, submitter));
  });

  app.post('/submissions/pdf', async (request) => {
    const body = parse(submissionFromPdfSchema, request.body);
    const given = body.documents.map(({ name, file, fields }) => ({ name, fields, bytes: pdfBytes(name, file) }));
    const submission = createSubmission(vendor, ownDocuments(body, given), body);
    await tellCreated(vendor, submission);
    return ownDocumentsSubmissionView(vendor, submission);
  });

  app.post('/submissions/html', async (request) => {
    const body = parse(submissionFromHtmlSchema, request.body);
    const given = body.documents.map(({ name = randomUUID(), html }) => ({
      name,
      fields: [],
      bytes: Buffer.from(html),
    }));
    const submission = createSubmission(vendor, ownDocuments(body, given), body);
    await tellCreated(vendor, submission);
    return ownDocumentsSubmissionView(vendor, submission);
  });
}

/** The webhooks of a new submission: its own, and those of parties that the call itself signs for. */
async function tellCreated(vendor: Docuseal, submission: Submission): Promise<void> {
  const signed = submission.submitters.filter(({ completed_at }) => completed_at);
  const last = signed.at(-1);
  const forms = signed.flatMap((submitter) => {
    const webhooks = formWebhooks(vendor, 'form.completed', submission, submitter);
    return submitter === last ? webhooks : webhooks.slice(0, 1);
  });
  await vendor.outbox.cause([submissionWebhook(vendor, 'submission.created', submission), ...forms]);
}

/** Bytes of a PDF sent as base64; null for a link, which is not followed. @throws Refusal 422 */
function pdfBytes(name: string, file: string): Buffer | null {
  if (/^https?:\/\//.test(file)) return null;
  const bytes = Buffer.from(file, 'base64');
  if (!bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) throw new Refusal(422, `${name} is not a PDF`);
  return bytes;
}

interface GivenDocument {
  readonly name: string;
  readonly fields: readonly DocumentField[];
  readonly bytes: Buffer | null;
}

interface OwnRequest {
  readonly name?: string | undefined;
  readonly submitters: Parameters<typeof ownRoles>[0];
}

function ownDocuments({ name, submitters }: OwnRequest, given: readonly GivenDocument[]): ToSign {
  const fieldRoles = given.flatMap(({ fields }) => fields.flatMap(({ role }) => role ?? []));
  const roles = ownRoles(submitters, [...new Set(fieldRoles)]);
  const documents: SourceDocument[] = given.map(({ name, bytes }) => ({ uuid: randomUUID(), name, bytes }));
  const fields = given.flatMap((document, index) =>
    document.fields.map((field) => ownField(field, roles, documents[index]?.uuid ?? '')),
  );
  return { name: name ?? given[0]?.name ?? null, template: null, roles, fields, documents, variables: {} };
}

function ownField(
  { name, type, role, required, areas }: DocumentField,
  roles: readonly Role[],
  document: string,
): Field {
  const owner = roles.find((one) => one.name === role) ?? roles[0];
  return {
    uuid: randomUUID(),
    submitter_uuid: owner?.uuid ?? '',
    name,
    type,
    required,
    preferences: {},
    areas: areas.map(({ x, y, w, h, page }) => ({ x, y, w, h, page, attachment_uuid: document })),
  };
}
