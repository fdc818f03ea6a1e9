import { ConflictError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { amountsOf, roundedQuotient } from '../entities/amounts.js';
import { Invoice } from '../entities/invoice.js';
import type { StoredLine } from '../entities/line.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { percentageRules } from './check-document.js';
import { saveNewInvoice } from './save-new-invoice.js';

interface InvoiceFromQuote {
  quoteId: string;
  /** Of the whole quote. */
  percentage: number;
  dueAt?: Date | null;
}

/**
 * Makes an invoice, as a draft, over a signed quote or a part of it: a deposit, a progress payment, the rest. All
 * parts together come to exactly the net amounts of the quote, whatever was rounded on the way.
 *
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError when the quote is not signed, or less of it is left to invoice
 */
export async function createInvoiceFromQuote(unit: UnitOfWork, input: InvoiceFromQuote): Promise<Invoice> {
  const { percentage, dueAt } = checked(percentageRules, input);
  const quote = await loadForChange(unit, Quote, input.quoteId);
  if (quote.status !== QuoteStatus.SIGNED) {
    throw new ConflictError(`The quote is ${quote.status}: only a signed one is invoiced.`, {
      details: { field: 'quoteId', currentStatus: quote.status },
    });
  }
  const earlier = await unit.em.find(Invoice, { quoteId: quote.id, cancelledAt: null });
  const left = 100 - earlier.reduce((sum, invoice) => sum + (invoice.quotePercentage ?? 0), 0);
  if (percentage > left) {
    throw new ConflictError(`${left} % of the quote are left to invoice.`, {
      details: { field: 'percentage', leftPercentage: left },
    });
  }
  const { companyId, customerId, currency, title } = quote;
  return saveNewInvoice(
    unit,
    { companyId, customerId, currency, title, dueAt, quoteId: quote.id, quotePercentage: percentage },
    percentage === 100 ? quote.storedLines.map((line) => ({ ...line })) : partOf(quote, percentage, left, earlier),
  );
}

/** One line a VAT rate. The last part takes what the earlier ones left. */
function partOf(quote: Quote, percentage: number, left: number, earlier: readonly Invoice[]): StoredLine[] {
  const invoiced = amountsOf(earlier.flatMap((invoice) => invoice.storedLines)).byRate;
  const shares = amountsOf(quote.storedLines).byRate.map(({ rate, net }) => {
    const before = invoiced.find((at) => at.rate === rate)?.net ?? 0n;
    return { rate, net: percentage === left ? net - before : roundedQuotient(net * BigInt(percentage), 100n) };
  });
  return shares.map(({ rate, net }) => ({
    description: `${percentage} % of quote ${quote.number}, VAT ${rate / 100} %`,
    quantity: 1_000,
    unit: null,
    unitPrice: Number(net),
    vatRate: rate,
    discount: 0,
  }));
}
