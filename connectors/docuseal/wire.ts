import { z } from 'zod';

// DocuSeal's API, version 1.0.0 of its OpenAPI description. What we send is strict; what we read is lenient, for the
// vendor's own examples have nulls where its schemas have none.

const moment = z.string().nullish();

const submitter = z.object({
  id: z.number(),
  submission_id: z.number().nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  role: z.string().nullish(),
  status: z.string().nullish(),
  external_id: z.string().nullish(),
  embed_src: z.string().nullish(),
  opened_at: moment,
  completed_at: moment,
  declined_at: moment,
  updated_at: moment,
});
export type Submitter = z.infer<typeof submitter>;

export const submitterAnswer = submitter;
export const submitterList = z.object({ data: z.array(submitter) });
/** POST /submissions answers with the submitters alone. */
export const createdSubmitters = z.array(submitter.extend({ submission_id: z.number() })).min(1);

const document = z.object({ name: z.string(), url: z.string() });

export const submissionAnswer = z.object({
  id: z.number(),
  status: z.string().nullish(),
  expire_at: moment,
  archived_at: moment,
  completed_at: moment,
  updated_at: moment,
  audit_log_url: z.string().nullish(),
  submitters: z.array(submitter),
  documents: z.array(document).nullish(),
});
export type Submission = z.infer<typeof submissionAnswer>;

export const errorAnswer = z.object({ error: z.string() });

/** POST /submissions. */
export interface NewSubmission {
  template_id: number;
  send_email: boolean;
  expire_at: string;
  message?: { subject: string; body: string };
  submitters: {
    role: string;
    name: string;
    email: string;
    phone?: string;
    external_id?: string;
    require_email_2fa?: true;
    require_phone_2fa?: true;
    fields?: ({ name: string; default_value: string; readonly: true } | { name: string; required: true })[];
  }[];
}

const formData = z.object({
  id: z.number(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  external_id: z.string().nullish(),
  decline_reason: z.string().nullish(),
  opened_at: moment,
  completed_at: moment,
  declined_at: moment,
  submission: z.object({ id: z.number(), status: z.string().nullish() }).nullish(),
  submission_id: z.number().nullish(),
});
const submissionData = z.object({ id: z.number(), completed_at: moment, submitters: z.array(submitter).nullish() });

const timestamp = z.iso.datetime({ offset: true });

/** Each event by the name that DocuSeal gives it today, and by the one it had (requirements 003). */
export const webhookBody = z.discriminatedUnion('event_type', [
  z.object({
    event_type: z.enum(['form.viewed', 'form.started', 'form.completed', 'form.declined', 'signer.signed']),
    timestamp,
    data: formData,
  }),
  z.object({
    event_type: z.enum([
      'submission.created',
      'submission.completed',
      'submission.expired',
      'submission.declined',
      'submission.archived',
    ]),
    timestamp,
    data: submissionData,
  }),
  z.object({
    event_type: z.enum(['template.created', 'template.updated', 'template.preferences_updated']),
    timestamp,
  }),
]);
