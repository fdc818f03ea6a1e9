import { z } from 'zod';

/**
 * Request bodies as the vendor's description has them. Like the server, they take numbers as text and text as numbers,
 * null for nothing, and pass over fields they do not know.
 */
const text = z
  .union([z.string(), z.number()])
  .nullable()
  .transform((value) => (value === null ? '' : String(value)));
const amount = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
    .transform(Number),
]);
const flag = z
  .union([z.boolean(), z.literal([0, 1, '0', '1'])])
  .transform((value) => value === true || value === 1 || value === '1');
const day = z.union([z.iso.date(), z.literal(''), z.null()]).transform((value) => value ?? '');

const customValues = { custom_value1: text, custom_value2: text, custom_value3: text, custom_value4: text };
const taxes = {
  tax_name1: text,
  tax_rate1: amount,
  tax_name2: text,
  tax_rate2: amount,
  tax_name3: text,
  tax_rate3: amount,
};

const contactSchema = z
  .object({
    id: z.string(),
    first_name: text,
    last_name: text,
    email: z.union([z.email(), z.literal(''), z.null()]).transform((value) => value ?? ''),
    phone: text,
    send_email: flag,
    ...customValues,
  })
  .partial();

export const clientSchema = z
  .object({
    name: text,
    website: text,
    private_notes: text,
    public_notes: text,
    address1: text,
    address2: text,
    city: text,
    state: text,
    postal_code: text,
    country_id: text,
    phone: text,
    vat_number: text,
    id_number: text,
    number: text,
    classification: text,
    assigned_user_id: text,
    ...customValues,
    contacts: z.array(contactSchema),
  })
  .partial();

const lineItemSchema = z.object({
  product_key: text.default(''),
  notes: text.default(''),
  quantity: amount.default(0),
  cost: amount.default(0),
  discount: amount.default(0),
  tax_name1: text.default(''),
  tax_rate1: amount.default(0),
  tax_name2: text.default(''),
  tax_rate2: amount.default(0),
  tax_name3: text.default(''),
  tax_rate3: amount.default(0),
  type_id: text.default('1'),
  tax_id: text.default('1'),
  custom_value1: text.default(''),
  custom_value2: text.default(''),
  custom_value3: text.default(''),
  custom_value4: text.default(''),
});

/** An invoice, a quote or a credit. */
export const documentSchema = z
  .object({
    client_id: z.string(),
    number: text,
    po_number: text,
    date: day,
    due_date: day,
    partial: amount,
    partial_due_date: day,
    terms: text,
    public_notes: text,
    private_notes: text,
    footer: text,
    project_id: text,
    assigned_user_id: text,
    discount: amount,
    is_amount_discount: flag,
    uses_inclusive_taxes: flag,
    ...taxes,
    ...customValues,
    line_items: z.array(lineItemSchema),
    invitations: z.array(z.object({ client_contact_id: z.string() })),
  })
  .partial();

/** What a create or an update of a document does besides, given in the query. */
export const triggersSchema = z.object({
  send_email: z.literal('true').optional(),
  mark_sent: z.literal('true').optional(),
  paid: z.literal('true').optional(),
  amount_paid: z.string().transform(Number).pipe(z.number().positive()).optional(),
  cancel: z.literal('true').optional(),
});

export const paymentSchema = z.object({
  client_id: z.string(),
  amount: amount.optional(),
  date: day.optional(),
  type_id: text.optional(),
  number: text.optional(),
  transaction_reference: text.optional(),
  private_notes: text.optional(),
  idempotency_key: z.string().max(64, 'The idempotency key must not be greater than 64 characters.').nullish(),
  invoices: z.array(z.object({ invoice_id: z.string(), amount })).nullish(),
});

/** What an update of a payment may change; its amounts stay. */
export const paymentChangesSchema = paymentSchema
  .pick({ date: true, type_id: true, transaction_reference: true, private_notes: true })
  .partial();

export const bulkSchema = z.object({
  action: z.string().min(1),
  ids: z.array(z.string()).min(1),
  email_type: z.string().optional(),
});

export const emailSchema = z.object({
  entity: z.string().transform((entity) => entity.toLowerCase()),
  entity_id: z.string(),
  template: z.string(),
  subject: z.string().nullish(),
  body: z.string().nullish(),
  cc_email: z.string().nullish(),
});

export type ClientInput = z.output<typeof clientSchema>;
export type ContactInput = z.output<typeof contactSchema>;
export type DocumentInput = z.output<typeof documentSchema>;
export type DocumentTriggers = z.output<typeof triggersSchema>;
export type LineItemInput = z.output<typeof lineItemSchema>;
export type PaymentInput = z.output<typeof paymentSchema>;
export type PaymentChanges = z.output<typeof paymentChangesSchema>;
