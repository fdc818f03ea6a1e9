import { z } from 'zod';
import { defineLookup } from '../../platform/connectors/connector.js';
import type { Credentials } from './credentials.js';
import { findPdl, getPdl, getUser } from './validation-client.js';

const text = (max: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim().replace(/\s+/g, ' '))
    .pipe(z.string().min(1, 'must not be empty').max(max, `must have at most ${max} characters`));

interface KnownAddress {
  street?: string | null | undefined;
  postal_code?: string | null | undefined;
  city?: string | null | undefined;
}

const place = (address: KnownAddress | null | undefined, meterType: string | null | undefined) => ({
  address: address
    ? { street: address.street ?? null, postalCode: address.postal_code ?? null, city: address.city ?? null }
    : null,
  meterType: meterType ?? null,
});

export const validatePdl = defineLookup<Credentials, { pdl: string }>({
  input: z.object({
    pdl: z
      .string()
      .transform((value) => value.replace(/\s+/g, ''))
      .pipe(z.string().regex(/^[\dA-Za-z]{1,32}$/, 'must be 1 to 32 digits or letters')),
  }),
  async ask(session, { pdl }) {
    const answer = await getPdl(session, pdl);
    if (answer.valid) {
      return {
        positive: true,
        facts: { pdl, valid: true, message: null, ...place(answer.address, answer.meter_type) },
      };
    }
    const message = answer.message ?? answer.error ?? null;
    return { positive: false, facts: { pdl, valid: false, message, ...place(null, null) } };
  },
});

interface WantedPlace {
  street: string;
  postalCode: string;
  city: string;
  customerName: string;
}

export const lookupPdl = defineLookup<Credentials, WantedPlace>({
  input: z.object({ street: text(200), postalCode: text(20), city: text(100), customerName: text(200) }),
  async ask(session, { street, postalCode, city, customerName }) {
    const address = { street, postal_code: postalCode, city };
    const found = await findPdl(session, { address, customer_name: customerName });
    return {
      positive: found !== null,
      facts: {
        found: found !== null,
        pdl: found?.pdl ?? null,
        confidence: found?.confidence ?? null,
        ...place(found?.address, found?.meter_type),
      },
    };
  },
});

export const validateUser = defineLookup<Credentials, { email: string }>({
  input: z.object({
    email: z
      .string()
      .transform((value) => value.trim().toLowerCase())
      .pipe(z.email('must be an e-mail address').max(254, 'must have at most 254 characters')),
  }),
  async ask(session, { email }) {
    const answer = await getUser(session, email);
    return answer.exists
      ? {
          positive: true,
          facts: { email, exists: true, userId: answer.user_id ?? null, status: answer.status ?? null, message: null },
        }
      : {
          positive: false,
          facts: { email, exists: false, userId: null, status: null, message: answer.message ?? null },
        };
  },
});
