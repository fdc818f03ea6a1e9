import { z } from 'zod';
import type { OutgoingWebhook, WebhookContent } from '../kit/outbox.js';
import { Refusal } from '../kit/refusal.js';
import { type Docuseal, docusealDeliveryShape } from './docuseal.js';
import { type Submission, type Submitter, submissionStatus } from './model.js';
import { type Step, takeStep, whoseTurn } from './signing.js';
import { formWebhooks, submissionWebhook } from './webhooks.js';
import { vendorTime } from './wire.js';

const delivery = docusealDeliveryShape;
/** A party by its id, or by its submission: the one whose turn it is. */
const signer = { ...delivery, submitter_id: z.int().optional(), submission_id: z.int().optional() };
const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional();

/** What signers and time do, which the vendor tells by webhook; and a webhook once more. */
export const eventSchema = z.discriminatedUnion('event', [
  z.strictObject({ ...signer, event: z.literal('form.viewed') }),
  z.strictObject({ ...signer, event: z.literal('form.started') }),
  /** Required fields that `values` leaves out are filled in. */
  z.strictObject({ ...signer, event: z.literal('form.completed'), values }),
  z.strictObject({ ...signer, event: z.literal('form.declined'), reason: z.string().optional() }),
  z.strictObject({ ...delivery, event: z.literal('submission.expired'), submission_id: z.int() }),
  z.strictObject({ ...delivery, event: z.literal('webhook.resend'), id: z.int() }),
]);

type DocusealEvent = z.output<typeof eventSchema>;
type FormAct = Extract<DocusealEvent, { event: `form.${string}` }>;

/** Does what the event says and sends its webhooks. Signed with another key, it is a forgery that changes nothing. */
export async function sendEvent(vendor: Docuseal, event: DocusealEvent): Promise<OutgoingWebhook[]> {
  const { secret, timestamp, repeat } = event;
  const how = { secret, timestamp, repeat };
  if (event.event === 'webhook.resend') return structuredClone(await vendor.outbox.resend(event.id, how));
  return structuredClone(await vendor.outbox.send(happen(vendor, event), how));
}

function happen(vendor: Docuseal, event: Exclude<DocusealEvent, { event: 'webhook.resend' }>): WebhookContent[] {
  const isForged = event.secret !== undefined;
  const actual = (submission: Submission) => (isForged ? structuredClone(submission) : submission);
  if (event.event === 'submission.expired') {
    const submission = actual(vendor.submission(event.submission_id));
    const now = vendorTime(vendor.now());
    const status = submissionStatus(submission, vendor.now());
    if (status === 'completed' || status === 'declined') throw new Refusal(422, `Submission is ${status}`);
    if (submission.expire_at === null || submission.expire_at > now) submission.expire_at = now;
    return [submissionWebhook(vendor, 'submission.expired', submission)];
  }
  const { id, submission_id } = signerOf(vendor, event);
  const submission = actual(vendor.submission(submission_id));
  const submitter = submission.submitters.find((one) => one.id === id);
  if (!submitter) throw new Refusal(404, 'Not found');
  takeStep(vendor, submission, submitter, stepOf(event));
  return formWebhooks(vendor, event.event, submission, submitter);
}

function signerOf(vendor: Docuseal, { submitter_id, submission_id }: FormAct): Submitter {
  if (submitter_id !== undefined) return vendor.submitter(submitter_id);
  if (submission_id === undefined) throw new Refusal(400, 'submitter_id or submission_id is required');
  const submission = vendor.submission(submission_id);
  const submitter = whoseTurn(submission) ?? submission.submitters[0];
  if (!submitter) throw new Refusal(404, 'Not found');
  return submitter;
}

function stepOf(event: FormAct): Step {
  switch (event.event) {
    case 'form.viewed':
      return { kind: 'view' };
    case 'form.started':
      return { kind: 'start' };
    case 'form.completed':
      return { kind: 'complete', values: event.values };
    case 'form.declined':
      return { kind: 'decline', reason: event.reason };
  }
}
