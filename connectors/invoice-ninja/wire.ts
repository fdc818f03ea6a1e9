import { z } from 'zod';
import { toMinor } from './values.js';

// Invoice Ninja's API v5 (openapi/api-docs.yaml of 5.10). What we read is lenient: numbers may come as text, and what
// is empty as null. Amounts are minor units once they are read.

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? ''));
const number = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => Number(value ?? 0))
  .refine((value) => !Number.isNaN(value), 'must be a number');
const amount = number.transform(toMinor);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** `updated_at` and `archived_at` are seconds; the latter is 0 while it is in use. */
const entity = { id: z.string(), updated_at: number, archived_at: number, is_deleted: flag };

const contact = z.looseObject({ id: z.string(), email: text, phone: text });
export const clientAnswer = z.looseObject({
  ...entity,
  name: text,
  phone: text,
  address1: text,
  city: text,
  postal_code: text,
  country_id: text,
  custom_value1: text,
  contacts: z
    .array(contact)
    .nullish()
    .transform((contacts) => contacts ?? []),
});
export type VendorClient = z.infer<typeof clientAnswer>;

const lineItem = z.looseObject({
  notes: text,
  quantity: number,
  cost: number,
  discount: number,
  tax_rate1: number,
  custom_value1: text,
});
const invitation = z.object({ key: text, viewed_date: z.string().nullish() });

/** An invoice, a quote or a credit. */
export const documentAnswer = z.looseObject({
  ...entity,
  client_id: text,
  status_id: text,
  number: text,
  amount,
  balance: amount,
  paid_to_date: amount,
  date: z.string().nullish(),
  due_date: z.string().nullish(),
  public_notes: text,
  custom_value1: text,
  custom_value2: text,
  line_items: z
    .array(lineItem)
    .nullish()
    .transform((lines) => lines ?? []),
  invitations: z
    .array(invitation)
    .nullish()
    .transform((invitations) => invitations ?? []),
});
export type VendorDocument = z.infer<typeof documentAnswer>;
export type DocumentKind = 'invoices' | 'quotes' | 'credits';

// The description has one where the server has a list.
const paymentable = z.object({ invoice_id: text, amount });
export const paymentAnswer = z.looseObject({
  ...entity,
  client_id: text,
  number: text,
  amount,
  date: z.string().nullish(),
  type_id: text,
  transaction_reference: text,
  paymentables: z
    .union([z.array(paymentable), paymentable.transform((one) => [one])])
    .nullish()
    .transform((parts) => parts ?? []),
});
export type VendorPayment = z.infer<typeof paymentAnswer>;

/** What happened to a record; `created_at` is seconds, and missing in the description. */
export const activityAnswer = z
  .object({
    activity_type_id: text,
    invoice_id: text,
    credit_id: text,
    created_at: number.optional(),
    updated_at: number,
  })
  .transform(({ updated_at, ...activity }) => ({ created_at: updated_at, ...activity }));
export type VendorActivity = z.infer<typeof activityAnswer>;

export const webhookAnswer = z.object({
  id: z.string(),
  event_id: text,
  target_url: text,
});
export type VendorWebhook = z.infer<typeof webhookAnswer>;

export const errorAnswer = z.object({
  message: z.string(),
  errors: z.record(z.string(), z.array(z.string())).nullish().catch(null),
});

/** POST and PUT /clients. */
export interface ClientBody {
  name: string;
  phone: string;
  address1: string;
  address2: string;
  city: string;
  postal_code: string;
  country_id: number;
  classification: 'individual' | 'business';
  /** Our id: by it a client is found again. */
  custom_value1: string;
  contacts: { id?: string; first_name?: string; email?: string; phone?: string; send_email?: boolean }[];
}

export interface LineBody {
  notes: string;
  quantity: number;
  cost: number;
  discount: number;
  tax_name1: string;
  tax_rate1: number;
  /** What tells a line of ours from the one that evens out cents. */
  custom_value1: string;
}

/** POST and PUT /invoices, /quotes and /credits. */
export interface DocumentBody {
  client_id: string;
  number: string;
  date?: string;
  due_date?: string;
  po_number: string;
  public_notes: string;
  /** Our id. */
  custom_value1: string;
  /** Our title, which has no field of its own there. */
  custom_value2: string;
  discount: 0;
  is_amount_discount: false;
  uses_inclusive_taxes: false;
  tax_name1: '';
  tax_rate1: 0;
  line_items: LineBody[];
}

/** POST /payments. */
export interface PaymentBody {
  client_id: string;
  number: string;
  idempotency_key: string;
  amount: number;
  date: string;
  type_id: string;
  transaction_reference: string;
  /** Amounts as text, as the description has them. */
  invoices: { invoice_id: string; amount: string }[];
}

const told = z.object({ id: z.string().min(1), number: text, updated_at: number });
/** A webhook's body is the record, wrapped or not. */
export const webhookBody = z.union([z.object({ data: told }).transform(({ data }) => data), told]);
