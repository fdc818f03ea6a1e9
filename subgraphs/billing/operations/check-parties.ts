import { z } from 'zod';
import { email, id, optional, phone, text } from '../../../platform/service/input-rules.js';
import { CustomerKind } from '../entities/customer-kind.js';
import { isIban, isSiren, isSiret, isVatNumber } from './identifiers.js';

/** A number that people write with spaces or dots in it. */
const compact = z.string().transform((value) => value.replaceAll(/[\s.]/g, '').toUpperCase());

const address = z.object({
  street: text(500),
  complement: optional(text(500)),
  postalCode: text(20),
  city: text(200),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two letters of ISO 3166-1, like FR')
    .default('FR'),
});

/** What a company keeps to. */
export const companyRules = z
  .object({
    name: text(200),
    legalName: optional(text(200)),
    siren: optional(compact.refine(isSiren, 'must be a SIREN: 9 digits with a right check digit')),
    siret: optional(compact.refine(isSiret, 'must be a SIRET: 14 digits with a right check digit')),
    vatNumber: optional(compact.refine(isVatNumber, 'must be a VAT number, like FR40303265045')),
    address: optional(address),
    iban: optional(compact.refine(isIban, 'must be an IBAN with right check digits')),
    invoicePrefix: z
      .string()
      .regex(/^[A-Z0-9][A-Z0-9-]{0,9}$/, 'must be 1 to 10 capital letters, digits or -')
      .default('FAC'),
  })
  .refine(({ siren, siret }) => !isSiren(siren ?? '') || !isSiret(siret ?? '') || siret?.startsWith(siren ?? ''), {
    path: ['siret'],
    error: 'must start with the SIREN',
  });

/** What a customer keeps to. */
export const customerRules = z.object({
  kind: z.enum(CustomerKind).default(CustomerKind.PERSON),
  name: text(200),
  email: optional(email),
  phone: optional(phone),
  address: optional(address),
  contactId: optional(id),
});
