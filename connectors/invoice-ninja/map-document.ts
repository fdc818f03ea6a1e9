import { z } from 'zod';
import type { Asked, KnownSubject, Prepared } from '../../platform/connectors/connector.js';
import { subjectKey } from '../../platform/connectors/connector.js';
import type { Violation } from '../../platform/errors/violations.js';
import type { InvoiceNinjaInvoiceQuery, InvoiceNinjaQuoteQuery } from '../../schema/operations.js';
import { isGone } from './map-customer.js';
import type { Settings } from './settings.js';
import { dayOf, toDecimal, toPercent } from './values.js';
import type { DocumentBody, DocumentKind, LineBody } from './wire.js';

type Invoice = NonNullable<InvoiceNinjaInvoiceQuery['invoice']>;
type Quote = NonNullable<InvoiceNinjaQuoteQuery['quote']>;
type Line = Invoice['lines'][number];

/** A document of ours, what it has to come to there, and as what. */
export interface DocumentPayload {
  kind: DocumentKind;
  /** Ours. */
  status: Invoice['status'] | Quote['status'];
  /** With VAT, in minor units. */
  gross: number;
  body: DocumentBody;
  /** Both sides were compared and the amounts are ours: they go over what there is, though it was sent. */
  amountsAreOurs: boolean;
}

/** Given along with what follows from a comparison of both sides. */
export const documentInput = z.strictObject({ amounts: z.literal('ours') });

const waits: Prepared<never> = {
  ready: false,
  reason: 'it gets its number when it is sent',
  violations: [{ field: 'status', message: 'must be SENT or later, and is DRAFT' }],
};

interface Wanted {
  kind: DocumentKind;
  number: string;
  date: string | null;
  dueDate: string | null;
  about: string;
}

function document(
  ours: Omit<Invoice | Quote, 'number'>,
  wanted: Wanted,
  known: KnownSubject,
  { settings, input }: Asked<Settings>,
): Prepared<DocumentPayload> {
  const { kind, number, date, dueDate, about } = wanted;
  const clientId = known.others.get(subjectKey({ type: 'customer', id: ours.customer.id }));
  const violations: Violation[] = [];
  if (ours.currency !== settings.currency) {
    const message = `must be ${settings.currency}, as the connection has it, and is ${ours.currency}`;
    violations.push({ field: 'currency', message });
  }
  if (!clientId) violations.push({ field: 'customer', message: 'is not in Invoice Ninja yet' });
  if (!clientId || violations.length > 0) return { ready: false, reason: 'missing data', violations };
  const body: DocumentBody = {
    client_id: clientId,
    number,
    ...(date && { date: dayOf(date) }),
    ...(dueDate && { due_date: dayOf(dueDate) }),
    po_number: about,
    public_notes: ours.notes ?? '',
    custom_value1: ours.id,
    custom_value2: ours.title ?? '',
    // What a company has by default would change the amounts.
    discount: 0,
    is_amount_discount: false,
    uses_inclusive_taxes: false,
    tax_name1: '',
    tax_rate1: 0,
    line_items: ours.lines.map((line) => lineBody(line, settings.taxName)),
  };
  const gross = ours.totals.gross.amount;
  return { ready: true, payload: { kind, status: ours.status, gross, body, amountsAreOurs: input !== null } };
}

const lineBody = ({ description, quantity, unitPrice, vatRate, discount }: Line, taxName: string): LineBody => ({
  notes: description,
  quantity,
  cost: toDecimal(unitPrice.amount),
  discount: toPercent(discount),
  tax_name1: vatRate > 0 ? taxName : '',
  tax_rate1: toPercent(vatRate),
  custom_value1: '',
});

/** An invoice as an invoice, a credit note as a credit. */
export function invoiceDocument(
  { invoice }: InvoiceNinjaInvoiceQuery,
  known: KnownSubject,
  asked: Asked<Settings>,
): Prepared<DocumentPayload> {
  if (!invoice) return isGone('invoice');
  const { number, kind, status, issuedAt, dueAt, creditedInvoice } = invoice;
  // One that was given up before it was sent never was there.
  if (!number && status !== 'DRAFT') {
    return { ready: false, reason: 'nothing new', violations: [], because: 'nothing-new' };
  }
  if (!number || status === 'DRAFT') return waits;
  const isCredit = kind === 'CREDIT_NOTE';
  return document(
    invoice,
    {
      kind: isCredit ? 'credits' : 'invoices',
      number,
      date: issuedAt,
      dueDate: isCredit ? null : dueAt,
      about: creditedInvoice?.number ?? '',
    },
    known,
    asked,
  );
}

export function quoteDocument(
  { quote }: InvoiceNinjaQuoteQuery,
  known: KnownSubject,
  asked: Asked<Settings>,
): Prepared<DocumentPayload> {
  if (!quote) return isGone('quote');
  if (quote.status === 'DRAFT') return waits;
  const { number, sentAt, validUntil } = quote;
  return document(quote, { kind: 'quotes', number, date: sentAt, dueDate: validUntil, about: '' }, known, asked);
}
