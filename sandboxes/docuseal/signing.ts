import { Refusal } from '../kit/refusal.js';
import { type Field, type Submission, type Submitter, submissionStatus, submitterStatus } from './model.js';
import { type Value, vendorTime } from './wire.js';

/** What a party does with its form. `api-complete` is a signature by a call of the API. */
export type Step =
  | { readonly kind: 'view' | 'start' }
  | { readonly kind: 'complete' | 'api-complete'; readonly values?: Readonly<Record<string, Value>> | undefined }
  | { readonly kind: 'decline'; readonly reason?: string | undefined };

interface Surroundings {
  now(): number;
  nextId(): number;
  readonly url: string;
}

/** Takes the step. @throws Refusal 422 when the submission or the party is done, it is another's turn, or a value is wrong */
export function takeStep(vendor: Surroundings, submission: Submission, submitter: Submitter, step: Step): void {
  assertMayAct(vendor, submission, submitter);
  const now = vendorTime(vendor.now());
  const log = (event_type: string, data: Record<string, unknown> = {}) =>
    submission.events.push({ id: vendor.nextId(), submitter_id: submitter.id, event_type, event_timestamp: now, data });
  switch (step.kind) {
    case 'view':
    case 'start':
      if (!submitter.opened_at) log('view_form');
      if (step.kind === 'start') log('start_form');
      submitter.opened_at ??= now;
      break;
    case 'complete':
    case 'api-complete':
      fillIn(vendor, submission, submitter, step.values ?? {});
      if (submitter.preferences.require_phone_2fa) log('phone_verified');
      if (fieldsOf(submission, submitter).some(({ type }) => type === 'verification')) {
        log('start_verification');
        log('complete_verification');
      }
      log(step.kind === 'complete' ? 'complete_form' : 'api_complete_form');
      if (step.kind === 'complete') submitter.opened_at ??= now;
      submitter.completed_at = now;
      break;
    case 'decline':
      log('decline_form', step.reason === undefined ? {} : { reason: step.reason });
      submitter.opened_at ??= now;
      submitter.declined_at = now;
      submitter.decline_reason = step.reason ?? null;
      break;
  }
  submitter.updated_at = now;
  submission.updated_at = now;
  if (submitter.completed_at) sendToWhoseTurnItIs(vendor, submission);
}

/** Writes to those whose turn has come, unless they were written to or want no e-mail. */
export function sendToWhoseTurnItIs(vendor: Surroundings, submission: Submission): void {
  for (const submitter of submission.submitters) {
    const waits = submitterStatus(submitter) === 'awaiting' && submitter.preferences.send_email && submitter.email;
    if (waits && hasTurn(submission, submitter)) sendEmail(vendor, submission, submitter);
  }
}

export function sendEmail(vendor: Surroundings, submission: Submission, submitter: Submitter): void {
  const now = vendorTime(vendor.now());
  submitter.sent_at = now;
  submitter.updated_at = now;
  const event = { id: vendor.nextId(), submitter_id: submitter.id, event_type: 'send_email', event_timestamp: now };
  submission.events.push({ ...event, data: {} });
}

/** The party whose turn it is; the first of several. */
export function whoseTurn(submission: Submission): Submitter | undefined {
  return submission.submitters.find((submitter) => !isDone(submitter) && hasTurn(submission, submitter));
}

function assertMayAct(vendor: Surroundings, submission: Submission, submitter: Submitter): void {
  const status = submission.archived_at ? 'archived' : submissionStatus(submission, vendor.now());
  if (status !== 'pending') throw new Refusal(422, `Submission is ${status}`);
  if (isDone(submitter)) throw new Refusal(422, `Submitter has already ${submitterStatus(submitter)} the submission`);
  if (!hasTurn(submission, submitter)) throw new Refusal(422, 'Another party signs before this one');
}

function isDone({ completed_at, declined_at }: Submitter): boolean {
  return completed_at !== null || declined_at !== null;
}

function hasTurn({ submitters }: Submission, submitter: Submitter): boolean {
  return submitters.every(({ order, completed_at }) => completed_at !== null || order >= submitter.order);
}

function fieldsOf({ fields }: Submission, { uuid }: Submitter): Field[] {
  return fields.filter(({ submitter_uuid }) => submitter_uuid === uuid);
}

/** Sets what was typed, and what a willing signer would have in the other required fields. */
function fillIn(
  vendor: Surroundings,
  submission: Submission,
  submitter: Submitter,
  typed: Readonly<Record<string, Value>>,
): void {
  setValues(submission, submitter, typed);
  const missing = fieldsOf(submission, submitter).filter(({ name, required }) => {
    const value = submitter.values.find(({ field }) => field === name)?.value;
    if (required && (value === false || value === '')) throw new Refusal(422, `${name} is required`);
    return required && value === undefined;
  });
  submitter.values.push(
    ...missing.map(({ name, type }) => ({ field: name, value: willingValue(vendor, submission, submitter, type) })),
  );
}

/** Sets the values of fields by name. @throws Refusal 422 when the documents have no such field for the party */
export function setValues(submission: Submission, submitter: Submitter, given: Readonly<Record<string, Value>>): void {
  const known = fieldsOf(submission, submitter).map(({ name }) => name);
  for (const [field, value] of Object.entries(given)) {
    // Fields of a one-off document may be tags in its text, which are not read here.
    if (submission.template && !known.includes(field)) throw new Refusal(422, `Unknown field: ${field}`);
    const held = submitter.values.find((one) => one.field === field);
    if (held) held.value = value;
    else submitter.values.push({ field, value });
  }
}

function willingValue(vendor: Surroundings, { slug }: Submission, submitter: Submitter, type: string): Value {
  switch (type) {
    case 'checkbox':
      return true;
    case 'date':
      return vendorTime(vendor.now()).slice(0, 10);
    case 'signature':
    case 'initials':
    case 'stamp':
    case 'image':
      return `${vendor.url}/file/${slug}/${submitter.slug}/signature.png`;
    case 'number':
      return 1;
    case 'phone':
      return submitter.phone ?? '';
    default:
      return submitter.name ?? submitter.email ?? submitter.role;
  }
}
