import { z } from 'zod';

// The payloads of the Symphonics API, in its own words (requirements 002). What we send is strict; what we read is
// lenient, for a vendor may add to its answers.

const required = z.string().trim().min(1, 'is required');

export const interventionPayload = z.strictObject({
  customer: z.strictObject({
    first_name: required,
    last_name: required,
    email: z.email('must be an e-mail address'),
    phone: z.string().regex(/^\+?[0-9][0-9 .()-]{5,24}$/, 'must be a telephone number'),
  }),
  installation: z.strictObject({
    address: required,
    postal_code: z.string().regex(/^\d{5}$/, 'must have 5 digits'),
    city: required,
    pdl: z.string().regex(/^\d{14}$/, 'must have 14 digits'),
    pce: z
      .string()
      .regex(/^(\d{14}|GI\d{6}|IR\d{4})$/, 'must be 14 digits, GI and 6 digits, or IR and 4 digits')
      .optional(),
  }),
  services: z
    .array(z.strictObject({ code: required, name: z.string().optional(), quantity: z.int().min(1) }))
    .min(1, 'must have at least one operation'),
  equipment: z
    .array(
      z.strictObject({
        name: required,
        model: required,
        serial_number: z.string().optional(),
        quantity: z.int().min(1),
      }),
    )
    .min(1, 'must have at least one product'),
  documents: z
    .array(z.strictObject({ type: required, name: z.string().optional(), url: z.url('must be a URL') }))
    .min(1, 'must have at least one document'),
  photos: z.array(
    z.strictObject({
      type: required,
      url: z.url('must be a URL'),
      coordinates: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
      timestamp: z.iso.datetime().optional(),
    }),
  ),
  installer: z
    .strictObject({ id: required, company_id: z.string().optional(), name: z.string().optional() })
    .optional(),
  completion_date: z.iso.datetime({ error: 'is required: the installation must be done' }),
  external_id: required,
});
export type InterventionPayload = z.infer<typeof interventionPayload>;

export const interventionUpdate = z.strictObject({
  documents: interventionPayload.shape.documents.unwrap().array().optional(),
  photos: interventionPayload.shape.photos.optional(),
});
export type InterventionUpdate = z.infer<typeof interventionUpdate>;

export const storedIntervention = z.object({
  id: z.string().min(1),
  external_id: z.string().nullish(),
  status: z.string().nullish(),
  updated_at: z.string().nullish(),
});

export const interventionList = z.object({ data: z.array(storedIntervention) });

export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const knownAddress = z
  .object({ street: z.string().nullish(), postal_code: z.string().nullish(), city: z.string().nullish() })
  .nullish();

export const pdlAnswer = z.union([
  z.object({ valid: z.literal(true), address: knownAddress, meter_type: z.string().nullish() }),
  z.object({ valid: z.literal(false), error: z.string().nullish(), message: z.string().nullish() }),
]);

export interface PdlLookupPayload {
  address: { street: string; postal_code: string; city: string };
  customer_name: string;
}

export const pdlLookupAnswer = z.object({
  pdl: z.string().min(1),
  confidence: z.number().nullish(),
  address: knownAddress,
  meter_type: z.string().nullish(),
});

export const userAnswer = z.union([
  z.object({ exists: z.literal(true), user_id: z.string().nullish(), status: z.string().nullish() }),
  z.object({ exists: z.literal(false), message: z.string().nullish() }),
]);

export const errorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().default(''),
    details: z.array(z.object({ field: z.string(), message: z.string() })).nullish(),
    request_id: z.string().nullish(),
  }),
});

const timestamp = z.iso.datetime({ offset: true });

export const webhookBody = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('intervention.status_update'),
    timestamp,
    data: z.object({
      intervention_id: z.string(),
      external_id: z.string().nullish(),
      previous_status: z.string().nullish(),
      new_status: z.string().min(1),
      notes: z.string().nullish(),
    }),
  }),
  z.object({
    event: z.literal('document.verification'),
    timestamp,
    data: z.object({
      intervention_id: z.string(),
      external_id: z.string().nullish(),
      document_type: z.string(),
      verification_status: z.string(),
      notes: z.string().nullish(),
    }),
  }),
]);
