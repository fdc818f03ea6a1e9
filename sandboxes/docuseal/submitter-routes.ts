import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import type { Docuseal } from './docuseal.js';
import { type Submitter, submitterStatus } from './model.js';
import { pageOf, pageShape } from './paging.js';
import { parse } from './parse.js';
import { sendEmail, setValues, takeStep } from './signing.js';
import { submitterView, updatedSubmitterView } from './views.js';
import { formWebhooks } from './webhooks.js';
import { type SubmitterUpdate, submitterUpdateSchema, vendorTime } from './wire.js';

const text = z.string().optional();
const listQuerySchema = z.object({
  ...pageShape,
  submission_id: z.coerce.number().int().optional(),
  q: text,
  slug: text,
  external_id: text,
  completed_after: text,
  completed_before: text,
});
const idParamsSchema = z.object({ id: z.coerce.number().int() });

/** `/submitters`. */
export function submitterRoutes(app: FastifyInstance, vendor: Docuseal): void {
  app.get('/submitters', async (request) => {
    const { limit, after, before, ...filter } = parse(listQuerySchema, request.query);
    const found = vendor.submitters().filter((submitter) => fits(submitter, filter));
    const { data, pagination } = pageOf(found, { limit, after, before });
    const views = data.map((one) => submitterView(vendor, vendor.submission(one.submission_id), one));
    return { data: views, pagination };
  });

  app.get('/submitters/:id', async (request) => {
    const submitter = vendor.submitter(parse(idParamsSchema, request.params).id);
    return submitterView(vendor, vendor.submission(submitter.submission_id), submitter);
  });

  app.put('/submitters/:id', async (request) => {
    const submitter = vendor.submitter(parse(idParamsSchema, request.params).id);
    const submission = vendor.submission(submitter.submission_id);
    const update = parse(submitterUpdateSchema, request.body);
    const status = submitterStatus(submitter);
    if (status === 'completed' || status === 'declined') {
      throw new Refusal(422, `Submitter has already ${status} the submission`);
    }
    setValues(submission, submitter, update.values ?? {});
    change(submitter, update);
    submitter.updated_at = vendorTime(vendor.now());
    if (update.send_email && submitter.email) sendEmail(vendor, submission, submitter);
    if (update.completed) {
      takeStep(vendor, submission, submitter, { kind: 'api-complete' });
      await vendor.outbox.cause(formWebhooks(vendor, 'form.completed', submission, submitter));
    }
    return updatedSubmitterView(vendor, submission, submitter);
  });
}

type Filter = Pick<
  z.output<typeof listQuerySchema>,
  'submission_id' | 'q' | 'slug' | 'external_id' | 'completed_after' | 'completed_before'
>;

function fits(submitter: Submitter, filter: Filter): boolean {
  const { submission_id, q, slug, external_id, completed_after, completed_before } = filter;
  const { name, email, phone, completed_at } = submitter;
  const completed = completed_at === null ? undefined : Date.parse(completed_at);
  return (
    (submission_id === undefined || submitter.submission_id === submission_id) &&
    (q === undefined || [name, email, phone].some((one) => one?.toLowerCase().includes(q.toLowerCase()))) &&
    (slug === undefined || submitter.slug === slug) &&
    (external_id === undefined || submitter.external_id === external_id) &&
    (completed_after === undefined || (completed !== undefined && completed > Date.parse(completed_after))) &&
    (completed_before === undefined || (completed !== undefined && completed < Date.parse(completed_before)))
  );
}

function change(submitter: Submitter, update: SubmitterUpdate): void {
  const { name, email, phone, external_id, metadata, send_email, send_sms, reply_to } = update;
  const { completed_redirect_url, require_phone_2fa, require_email_2fa } = update;
  if (name !== undefined) submitter.name = name;
  if (email !== undefined) submitter.email = email;
  if (phone !== undefined) submitter.phone = phone;
  if (external_id !== undefined) submitter.external_id = external_id;
  if (metadata !== undefined) submitter.metadata = metadata;
  const preferences = { send_email, send_sms, reply_to, completed_redirect_url, require_phone_2fa, require_email_2fa };
  const given = Object.entries(preferences).filter(([, value]) => value !== undefined);
  Object.assign(submitter.preferences, Object.fromEntries(given));
}
