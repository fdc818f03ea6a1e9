import { z } from 'zod';
import { email, id, optional, phone, text } from '../../../platform/service/input-rules.js';
import { CustomerKind } from '../entities/customer-kind.js';
import { percentage } from './check-document.js';
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

const prefix = z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,9}$/, 'must be 1 to 10 capital letters, digits or -');

const maxCapital = 1_000_000_000_000_000;
const capital = 'must be above zero (cents)';

const someDays = 'must be between 1 and 365';
const days = z.int(someDays).min(1, someDays).max(365, someDays);

const delay = 'must be between 0 and 90';

const reminderDays = z
  .array(days)
  .max(3, 'must have at most 3 items')
  .refine((all) => all.every((day, index) => index === 0 || day > (all[index - 1] ?? 0)), 'must go up');

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
    bic: optional(compact.refine((value) => /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(value), 'must be a BIC')),
    legalForm: optional(text(100)),
    shareCapital: optional(z.int(capital).min(1, capital).max(maxCapital, capital)),
    rcs: optional(text(200)),
    email: optional(email),
    phone: optional(phone),
    insurance: optional(text(1_000)),
    invoicePrefix: prefix.default('FAC'),
    creditNotePrefix: prefix.default('AVO'),
    depositPercentage: percentage.default(30),
    paymentTermDays: days.default(30),
    vatExempt: z.boolean().default(false),
    automaticInvoicing: z.boolean().default(true),
    invoicingDelayDays: z.int(delay).min(0, delay).max(90, delay).default(0),
    reminderDays: reminderDays.default([3, 15, 30]),
    quoteFollowUpDays: days.nullable().default(7),
  })
  .refine(({ invoicePrefix, creditNotePrefix }) => invoicePrefix !== creditNotePrefix, {
    path: ['creditNotePrefix'],
    error: 'must not be the prefix of invoices',
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
