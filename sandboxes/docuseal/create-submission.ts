import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from '../kit/refusal.js';
import type { Docuseal } from './docuseal.js';
import type { Field, Role, SourceDocument, Submission, Submitter, Template } from './model.js';
import { sendToWhoseTurnItIs, setValues, takeStep } from './signing.js';
import { type NewSubmitter, type SubmissionFromPdf, vendorTime } from './wire.js';

/** What is to be signed. */
export interface ToSign {
  readonly name: string | null;
  readonly template: Template | null;
  readonly roles: readonly Role[];
  readonly fields: readonly Field[];
  readonly documents: readonly SourceDocument[];
  readonly variables: Record<string, unknown>;
}

/** The part that requests for every kind of document have. */
type Request = Pick<SubmissionFromPdf, 'order' | 'expire_at' | 'submitters' | 'send_email' | 'send_sms'> &
  Pick<SubmissionFromPdf, 'reply_to' | 'completed_redirect_url'>;

/**
 * Makes the submission and writes to those who sign first. There is no idempotency: a second call makes a second one.
 * @throws Refusal 422
 */
export function createSubmission(vendor: Docuseal, toSign: ToSign, request: Request): Submission {
  const now = vendorTime(vendor.now());
  const { name, template, fields, documents, variables } = toSign;
  const id = vendor.nextId();
  const submission: Submission = {
    id,
    name,
    slug: slug(),
    source: 'api',
    submitters_order: request.order,
    template,
    fields,
    documents,
    variables,
    submitters: [],
    events: [],
    expire_at: request.expire_at === undefined ? null : vendorTime(Date.parse(request.expire_at)),
    archived_at: null,
    created_at: now,
    updated_at: now,
  };
  const roles = rolesOf(toSign.roles, request.submitters);
  request.submitters.forEach((given, index) => {
    const role = roles[index];
    if (role) submission.submitters.push(newSubmitter(vendor, submission, { request, given, role, index }));
  });
  for (const [index, submitter] of submission.submitters.entries()) {
    const { values = {}, fields: settings = [] } = request.submitters[index] ?? {};
    const defaults = settings.flatMap(({ name: field, default_value }) =>
      default_value === undefined ? [] : [[field, default_value] as const],
    );
    setValues(submission, submitter, { ...Object.fromEntries(defaults), ...values });
  }
  sendToWhoseTurnItIs(vendor, submission);
  for (const [index, submitter] of submission.submitters.entries()) {
    if (request.submitters[index]?.completed) takeStep(vendor, submission, submitter, { kind: 'api-complete' });
  }
  vendor.submissions.set(id, submission);
  return submission;
}

/** The role of each party: the one it names, or the next in order. */
function rolesOf(roles: readonly Role[], submitters: readonly NewSubmitter[]): Role[] {
  const found = submitters.map(({ role }, index) => {
    const one = role === undefined ? roles[index] : roles.find(({ name }) => name === role);
    if (!one) throw new Refusal(422, `role must be one of ${roles.map(({ name }) => name).join(', ')} in submitters`);
    return one;
  });
  if (new Set(found).size < found.length) throw new Refusal(422, 'role must be unique in submitters');
  return found;
}

interface SubmitterParts {
  readonly request: Request;
  readonly given: NewSubmitter;
  readonly role: Role;
  readonly index: number;
}

function newSubmitter(
  vendor: Docuseal,
  submission: Submission,
  { request, given, role, index }: SubmitterParts,
): Submitter {
  const { reply_to = request.reply_to, completed_redirect_url = request.completed_redirect_url } = given;
  return {
    id: vendor.nextId(),
    submission_id: submission.id,
    uuid: role.uuid,
    slug: slug(),
    role: role.name,
    order: request.order === 'random' ? 0 : (given.order ?? index),
    email: given.email ?? null,
    name: given.name ?? null,
    phone: given.phone ?? null,
    external_id: given.external_id ?? null,
    metadata: given.metadata ?? {},
    preferences: {
      send_email: given.send_email ?? request.send_email ?? true,
      send_sms: given.send_sms ?? request.send_sms ?? false,
      ...(reply_to !== undefined && { reply_to }),
      ...(completed_redirect_url !== undefined && { completed_redirect_url }),
      ...(given.require_phone_2fa !== undefined && { require_phone_2fa: given.require_phone_2fa }),
      ...(given.require_email_2fa !== undefined && { require_email_2fa: given.require_email_2fa }),
    },
    values: [],
    sent_at: null,
    opened_at: null,
    completed_at: null,
    declined_at: null,
    decline_reason: null,
    created_at: submission.created_at,
    updated_at: submission.created_at,
  };
}

/** The roles of documents of one's own: those that parties and fields name, `First Party` and so on for the rest. */
export function ownRoles(submitters: readonly NewSubmitter[], fieldRoles: readonly string[]): Role[] {
  const ordinals = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth', 'Ninth', 'Tenth'];
  const named = submitters.map(
    ({ role }, index) => role ?? fieldRoles[index] ?? `${ordinals[index] ?? index + 1} Party`,
  );
  return [...new Set([...named, ...fieldRoles])].map((name) => ({ name, uuid: randomUUID() }));
}

function slug(): string {
  return randomBytes(11).toString('base64url').slice(0, 14);
}
