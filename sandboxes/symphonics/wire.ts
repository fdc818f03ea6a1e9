import { z } from 'zod';

/**
 * Payloads of the Symphonics API as its document shows them (requirements 002). The document marks no field as
 * required; the mapping table of requirements 001 does, and `external_id` is needed for the documented answer. The
 * other fields may be left out, but have the documented type when present. Unknown fields are refused, so that a
 * misspelt optional one does not pass unnoticed.
 */
const text = z.string().regex(/\S/, 'must not be empty');
const quantity = z.int().positive().optional();
const instant = z.iso.datetime({ offset: true });

/** The vendor's test number for "invalid PDL, will return error". */
const invalidTestPdl = '45678901234567';

export const pdlSchema = z
  .string()
  .regex(/^\d{14}$/, 'PDL must be 14 digits')
  .refine((pdl) => pdl !== invalidTestPdl, 'PDL is not valid');

const documentSchema = z.strictObject({ type: text.optional(), name: text.optional(), url: z.url() });

const photoSchema = z.strictObject({
  type: text.optional(),
  url: z.url(),
  coordinates: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .optional(),
  timestamp: instant.optional(),
});

export const interventionSchema = z.strictObject({
  customer: z.strictObject({ first_name: text, last_name: text, email: z.email(), phone: text }),
  installation: z.strictObject({
    address: text,
    postal_code: text,
    city: text,
    pdl: pdlSchema,
    pce: z
      .string()
      .regex(/^(\d{14}|GI\d{6}|IR\d{4})$/, 'PCE must be 14 digits, GI and 6 digits, or IR and 4 digits')
      .optional(),
  }),
  services: z.array(z.strictObject({ code: text, name: text.optional(), quantity })),
  equipment: z.array(z.strictObject({ name: text, model: text, serial_number: text.optional(), quantity })),
  documents: z.array(documentSchema),
  photos: z.array(photoSchema),
  installer: z.strictObject({ id: text, company_id: text.optional(), name: text.optional() }).optional(),
  completion_date: instant.optional(),
  external_id: text,
});

export const interventionUpdateSchema = z.strictObject({
  documents: z.array(documentSchema).default([]),
  photos: z.array(photoSchema).default([]),
});

export const pdlLookupSchema = z.strictObject({
  address: z.strictObject({ street: text, postal_code: text, city: text }),
  customer_name: text,
});

export const tokenRequestSchema = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: text,
  client_secret: text,
});

export type InterventionPayload = z.output<typeof interventionSchema>;
export type InterventionUpdate = z.output<typeof interventionUpdateSchema>;

/** A time as the document writes them: UTC, to the second. */
export function vendorTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
