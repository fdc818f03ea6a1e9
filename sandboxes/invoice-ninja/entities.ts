import type { ClientInput, ContactInput, DocumentInput, LineItemInput } from './wire.js';

/** What every record has. Times are seconds of the Unix epoch; `archived_at` is 0 while the record is in use. */
export interface Entity {
  readonly id: string;
  readonly created_at: number;
  updated_at: number;
  archived_at: number;
  is_deleted: boolean;
}

export interface Contact extends Required<ContactInput> {
  readonly contact_key: string;
  is_primary: boolean;
}

export interface Client extends Entity, Required<Omit<ClientInput, 'contacts'>> {
  contacts: Contact[];
}

export interface LineItem extends LineItemInput {
  is_amount_discount: boolean;
  line_total: number;
  gross_line_total: number;
  tax_amount: number;
}

/** The invitation of one contact to look at a document. Dates are `YYYY-MM-DD hh:mm:ss` in UTC, empty for never. */
export interface Invitation {
  readonly id: string;
  readonly key: string;
  readonly client_contact_id: string;
  sent_date: string;
  viewed_date: string;
  opened_date: string;
  readonly created_at: number;
  updated_at: number;
}

/** An invoice, a quote or a credit. Amounts are in major units, with two decimals. */
export interface BillingDocument extends Entity, Required<Omit<DocumentInput, 'line_items' | 'invitations'>> {
  status_id: string;
  amount: number;
  /** What is left to pay; 0 for a draft. */
  balance: number;
  paid_to_date: number;
  total_taxes: number;
  last_sent_date: string;
  line_items: LineItem[];
  invitations: Invitation[];
  /** The invoice a quote became; empty otherwise. */
  invoice_id: string;
}

/** A part of a payment, put to one invoice. */
export interface Paymentable {
  readonly id: string;
  readonly invoice_id: string;
  readonly amount: number;
  readonly refunded: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly archived_at: number;
}

export interface Payment extends Entity {
  readonly client_id: string;
  readonly number: string;
  readonly amount: number;
  readonly applied: number;
  readonly is_manual: boolean;
  readonly idempotency_key: string;
  status_id: string;
  date: string;
  type_id: string;
  transaction_reference: string;
  private_notes: string;
  readonly paymentables: readonly Paymentable[];
}

export interface Subscription extends Entity {
  event_id: string;
  target_url: string;
  format: string;
  rest_method: string;
  /** Sent with every webhook; never shown by the API. */
  headers: Record<string, string>;
}

/** An e-mail the vendor sent to a client. */
export interface SentEmail {
  /** Seconds of the Unix epoch. */
  readonly at: number;
  readonly entity: string;
  readonly entity_id: string;
  readonly template: string;
  readonly subject: string;
  readonly body: string;
  readonly to: readonly string[];
  readonly cc: string;
}

/** What the vendor notes of something that happened to a record; ids it is not about are empty. */
export interface Activity extends Entity {
  readonly activity_type_id: string;
  readonly client_id: string;
  readonly invoice_id: string;
  readonly credit_id: string;
}
