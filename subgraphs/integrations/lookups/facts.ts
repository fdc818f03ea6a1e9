import { z } from 'zod';

// What the hub makes of lookups' answers, whichever vendor gave them.

const address = z
  .object({ street: z.string().nullable(), postalCode: z.string().nullable(), city: z.string().nullable() })
  .nullable();

export const pdlFacts = z.object({
  pdl: z.string(),
  valid: z.boolean(),
  message: z.string().nullable(),
  address,
  meterType: z.string().nullable(),
});

export const pdlLookupFacts = z.object({
  found: z.boolean(),
  pdl: z.string().nullable(),
  confidence: z.number().nullable(),
  address,
  meterType: z.string().nullable(),
});

export const userFacts = z.object({
  email: z.string(),
  exists: z.boolean(),
  userId: z.string().nullable(),
  status: z.string().nullable(),
  message: z.string().nullable(),
});
