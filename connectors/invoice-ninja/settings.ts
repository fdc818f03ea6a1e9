import { z } from 'zod';

/** The e-mails that can be asked for, by what they are called here. */
export const emailNames = ['invoice', 'credit', 'payment', 'reminder1', 'reminder2', 'reminder3'] as const;
export type EmailName = (typeof emailNames)[number];

const template = (name: EmailName) => z.string().min(1).default(`email_template_${name}`);
const paymentType = (id: string | null) => z.string().regex(/^\d+$/).nullable().default(id);
const digitsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;

/** How a company of Invoice Ninja is set up. */
export const settings = z.strictObject({
  /** By ISO 3166 code, the ids of countries there. */
  countryIds: z
    .record(z.string().regex(/^[A-Z]{2}$/), z.int())
    .default({ FR: 250, BE: 56, CH: 756, DE: 276, ES: 724, IT: 380, LU: 442, MC: 492 }),
  /** Where a customer without an address is taken to be. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('FR'),
  /** What the company's amounts are in. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .refine((code) => digitsOf(code) === 2, 'must be a currency with two decimals')
    .default('EUR'),
  /** By how it was paid, the ids of payment types there; `null` leaves it open. */
  paymentTypes: z
    .strictObject({
      BANK_TRANSFER: paymentType('1'),
      CASH: paymentType('2'),
      CARD: paymentType('12'),
      CHEQUE: paymentType('15'),
      DIRECT_DEBIT: paymentType('29'),
      OTHER: paymentType(null),
    })
    .prefault({}),
  /** The templates of e-mails there. */
  emailTemplates: z
    .strictObject({
      invoice: template('invoice'),
      credit: template('credit'),
      payment: template('payment'),
      reminder1: template('reminder1'),
      reminder2: template('reminder2'),
      reminder3: template('reminder3'),
    })
    .prefault({}),
  /** What the tax is called. A name of fewer than two letters would be in no total there. */
  taxName: z.string().min(2).default('TVA'),
});
export type Settings = z.infer<typeof settings>;
