import type { InvoiceNinjaInvoiceQuery, InvoiceNinjaQuoteQuery } from '../../schema/operations.js';
import type { Settings } from './settings.js';
import { comparedStatus, statusOf } from './statuses.js';
import { roundingMark } from './sync-document.js';
import { heldMoment, momentOfDay, toBasisPoints, toMinor } from './values.js';
import type { DocumentKind, VendorDocument } from './wire.js';

// What both sides have of a document, by the hub's names and in the same terms: moments as far as a day tells them.
// The client is told of theirs alone: it cannot be compared, nor changed there.

type Invoice = NonNullable<InvoiceNinjaInvoiceQuery['invoice']>;
type Quote = NonNullable<InvoiceNinjaQuoteQuery['quote']>;
type Theirs<Ours> = Ours & { customer: string };

const ourLines = (lines: Invoice['lines']) =>
  lines.map(({ description, quantity, unitPrice, vatRate, discount }) => ({
    description,
    quantity,
    unitPrice: unitPrice.amount,
    vatRate,
    discount,
  }));

const common = ({ number, currency, title, notes, lines, totals }: Invoice | Quote) => ({
  number,
  currency,
  gross: totals.gross.amount,
  title: title || null,
  notes: notes || null,
  lines: ourLines(lines),
});

export const invoiceFields = (invoice: Invoice) => ({
  ...common(invoice),
  ...comparedStatus(invoice.status),
  paid: invoice.paid.amount,
  issuedAt: heldMoment(invoice.issuedAt),
  // A credit is never due.
  dueAt: invoice.kind === 'CREDIT_NOTE' ? null : heldMoment(invoice.dueAt),
});

export const quoteFields = (quote: Quote) => ({
  ...common(quote),
  ...comparedStatus(quote.status),
  validUntil: heldMoment(quote.validUntil),
});

const theirs = (kind: DocumentKind, document: VendorDocument, { currency }: Settings) => ({
  number: document.number || null,
  currency,
  gross: document.amount,
  title: document.custom_value2 || null,
  notes: document.public_notes || null,
  customer: document.client_id,
  lines: document.line_items
    .filter(({ custom_value1 }) => custom_value1 !== roundingMark)
    .map(({ notes, quantity, cost, discount, tax_rate1 }) => ({
      description: notes,
      quantity,
      unitPrice: toMinor(cost),
      vatRate: toBasisPoints(tax_rate1),
      discount: toBasisPoints(discount),
    })),
  ...comparedStatus(statusOf(kind, document)),
});

export const vendorInvoiceFields = (
  kind: 'invoices' | 'credits',
  document: VendorDocument,
  settings: Settings,
): Theirs<ReturnType<typeof invoiceFields>> => ({
  ...theirs(kind, document, settings),
  // What is used up of a credit is no payment of it.
  paid: kind === 'credits' ? 0 : document.paid_to_date,
  issuedAt: momentOfDay(document.date),
  dueAt: momentOfDay(document.due_date),
});

export const vendorQuoteFields = (
  document: VendorDocument,
  settings: Settings,
): Theirs<ReturnType<typeof quoteFields>> => ({
  ...theirs('quotes', document, settings),
  validUntil: momentOfDay(document.due_date),
});
