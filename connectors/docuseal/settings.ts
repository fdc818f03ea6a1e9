import { z } from 'zod';

const template = z.int().min(1).nullable().default(null);

export const quoteValues = ['number', 'title', 'company', 'customer', 'net', 'vat', 'total'] as const;
export const termsValues = ['title', 'version', 'company', 'customer'] as const;
export const contractValues = ['reference', 'customer', 'address', 'operations'] as const;

const fieldsOf = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.record(z.string().min(1), z.enum(values)).default({});

/** Which templates of the account are signed, by their ids in DocuSeal. */
export const settings = z.strictObject({
  quoteTemplate: template,
  termsTemplate: template,
  contractTemplate: template,
  /** One with an identity verification field: what a qualified signature (QES) needs. */
  qualifiedTemplate: template,
  /** The role of the customer in the templates. */
  customerRole: z.string().min(1).default('First Party'),
  /** Who signs contracts for the company, and in which role of the template; nobody when it has one role. */
  companySigner: z
    .strictObject({ role: z.string().min(1), name: z.string().min(1), email: z.email() })
    .nullable()
    .default(null),
  /** By the name of a template's field, what it is filled with beforehand; DocuSeal refuses fields that are not there. */
  quoteFields: fieldsOf(quoteValues),
  termsFields: fieldsOf(termsValues),
  contractFields: fieldsOf(contractValues),
  /** The box in the terms' template that has to be ticked. */
  termsCheckbox: z.string().min(1).nullable().default(null),
  /** Whether DocuSeal mails the links; where they are embedded, it need not. */
  sendEmail: z.boolean().default(true),
  /** How long a request can be signed, in days, unless the quote ends before. */
  validDays: z.int().min(1).max(365).default(30),
});
export type Settings = z.infer<typeof settings>;
