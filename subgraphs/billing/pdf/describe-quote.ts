import type { Company } from '../entities/company.js';
import type { Customer } from '../entities/customer.js';
import { depositOf } from '../entities/parts.js';
import type { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import type { BillingDocument } from './billing-document.js';

/** What is printed of a quote. */
export function describeQuote(quote: Quote, company: Company, customer: Customer): BillingDocument {
  const percentage = quote.depositPercentage ?? company.depositPercentage;
  const amount = Number(depositOf(quote.storedLines, percentage));
  return {
    kind: 'QUOTE',
    draft: quote.status === QuoteStatus.DRAFT,
    number: quote.number,
    date: quote.sentAt ?? quote.createdAt,
    validUntil: quote.validUntil,
    dueAt: null,
    reference: null,
    title: quote.title,
    notes: quote.notes,
    currency: quote.currency,
    issuer: company,
    recipient: customer,
    lines: quote.lines,
    totals: quote.totals,
    deposit: percentage === 0 ? null : { percentage, amount, delayDays: company.invoicingDelayDays },
    paymentTermDays: company.paymentTermDays,
  };
}
