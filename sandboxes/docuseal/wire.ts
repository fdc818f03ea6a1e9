import { z } from 'zod';

/**
 * Requests of the DocuSeal API as its OpenAPI description has them. The real server passes over fields it does not
 * know; here they are refused, so that a misspelt one does not pass unnoticed.
 */
const flag = z.boolean().optional();
const text = z.string().optional();
const metadata = z.record(z.string(), z.unknown()).optional();
const message = z.strictObject({ subject: text, body: text }).optional();
const single = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([single, z.array(single)]);

const fieldSettingSchema = z.strictObject({
  name: z.string(),
  default_value: value.optional(),
  readonly: flag,
  required: flag,
  title: text,
  description: text,
  validation: z.record(z.string(), z.unknown()).optional(),
  preferences: z.record(z.string(), z.unknown()).optional(),
});

const aboutSubmitter = {
  name: text,
  email: z.email('must follow the email format').optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{1,14}$/, 'must follow the E.164 format')
    .optional(),
  values: z.record(z.string(), value).optional(),
  external_id: text,
  completed: flag,
  metadata,
  send_email: flag,
  send_sms: flag,
  reply_to: text,
  completed_redirect_url: text,
  require_phone_2fa: flag,
  require_email_2fa: flag,
  message,
  fields: z.array(fieldSettingSchema).optional(),
};

const newSubmitterSchema = z.strictObject({
  ...aboutSubmitter,
  role: text,
  order: z.int().nonnegative().optional(),
  roles: z.array(z.string()).optional(),
  invite_by: text,
});

const aboutSubmission = {
  send_email: flag,
  send_sms: flag,
  order: z.enum(['preserved', 'random']).default('preserved'),
  completed_redirect_url: text,
  bcc_completed: text,
  reply_to: text,
  expire_at: z
    .string()
    .refine((at) => !Number.isNaN(Date.parse(at)), 'must be a date and time')
    .optional(),
  message,
  submitters: z.array(newSubmitterSchema).min(1, 'must not be empty'),
};

const aboutDocuments = { ...aboutSubmission, name: text, template_ids: z.array(z.int()).default([]) };

export const submissionFromTemplateSchema = z.strictObject({
  ...aboutSubmission,
  template_id: z.int(),
  variables: z.record(z.string(), z.unknown()).default({}),
});

const areaSchema = z.strictObject({
  x: z.number(),
  y: z.number(),
  w: z.number(),
  h: z.number(),
  page: z.int().positive(),
  option: text,
});

const documentFieldSchema = z.looseObject({
  name: z.string().default(''),
  type: z.string().default('text'),
  role: text,
  required: z.boolean().default(true),
  areas: z.array(areaSchema).default([]),
});

export const submissionFromPdfSchema = z.strictObject({
  ...aboutDocuments,
  documents: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        file: z.string().min(1),
        fields: z.array(documentFieldSchema).default([]),
        position: z.int().optional(),
      }),
    )
    .min(1, 'must not be empty'),
  flatten: flag,
  merge_documents: flag,
  remove_tags: flag,
});

export const submissionFromHtmlSchema = z.strictObject({
  ...aboutDocuments,
  documents: z
    .array(
      z.strictObject({
        name: text,
        html: z.string().min(1),
        html_header: text,
        html_footer: text,
        size: text,
        position: z.int().optional(),
      }),
    )
    .min(1, 'must not be empty'),
  merge_documents: flag,
});

export const submitterUpdateSchema = z.strictObject(aboutSubmitter);

export type Value = z.output<typeof value>;
export type NewSubmitter = z.output<typeof newSubmitterSchema>;
export type SubmitterUpdate = z.output<typeof submitterUpdateSchema>;
export type SubmissionFromTemplate = z.output<typeof submissionFromTemplateSchema>;
export type SubmissionFromPdf = z.output<typeof submissionFromPdfSchema>;
export type SubmissionFromHtml = z.output<typeof submissionFromHtmlSchema>;
export type DocumentField = z.output<typeof documentFieldSchema>;

/** A time as the vendor writes them. */
export function vendorTime(ms: number): string {
  return new Date(ms).toISOString();
}
