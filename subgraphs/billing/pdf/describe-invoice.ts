import type { Company } from '../entities/company.js';
import type { Customer } from '../entities/customer.js';
import type { Invoice } from '../entities/invoice.js';
import type { Quote } from '../entities/quote.js';
import { frenchDate } from '../format/french.js';
import type { BillingDocument } from './billing-document.js';

interface Around {
  company: Company;
  customer: Customer;
  /** The quote it was made from. */
  quote: Quote | null;
  /** For a credit note: the invoice that it takes back. */
  credited: Invoice | null;
}

/** What is printed of an invoice or a credit note: as it was issued, whatever was paid since. */
export function describeInvoice(invoice: Invoice, { company, customer, quote, credited }: Around): BillingDocument {
  return {
    kind: invoice.kind,
    draft: invoice.issuedAt === null,
    number: invoice.number,
    date: invoice.issuedAt ?? invoice.createdAt,
    validUntil: null,
    dueAt: invoice.dueAt,
    reference: credited ? named('Facture', credited, credited.issuedAt) : quote && named('Devis', quote, quote.sentAt),
    title: invoice.title,
    notes: invoice.notes,
    currency: invoice.currency,
    issuer: company,
    recipient: customer,
    lines: invoice.lines,
    totals: invoice.totals,
    deposit: null,
    paymentTermDays: company.paymentTermDays,
  };
}

const named = (what: string, { number }: { number: string | null }, date: Date | null): string =>
  date ? `${what} ${number} du ${frenchDate(date)}` : `${what} ${number}`;
