import { ConflictError } from '../../../platform/errors/errors.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { type Amounts, amountsOf, type RateAmounts } from '../entities/amounts.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { leftOf } from '../entities/parts.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';

/** A quote and what its invoices left of it. */
export interface LeftOfQuote {
  quote: Quote;
  whole: Amounts;
  /** Oldest first. What credit notes took back of one in part stays invoiced; what they took back whole does not. */
  earlier: readonly Invoice[];
  amounts: readonly RateAmounts[];
  percentage: number;
}

/**
 * The quote, locked, with what is left to invoice of it.
 * @throws NotFoundError
 * @throws ConflictError when the quote is not signed
 */
export async function findLeftOfQuote(unit: UnitOfWork, quoteId: string): Promise<LeftOfQuote> {
  const quote = await loadForChange(unit, Quote, quoteId);
  if (quote.status !== QuoteStatus.SIGNED) {
    throw new ConflictError(`The quote is ${quote.status}: only a signed one is invoiced.`, {
      details: { field: 'quoteId', currentStatus: quote.status },
    });
  }
  const where = { quoteId: quote.id, cancelledAt: null, kind: { $ne: InvoiceKind.CREDIT_NOTE } };
  const earlier = await unit.em.find(Invoice, where, { orderBy: { id: 'asc' } });
  const whole = amountsOf(quote.storedLines);
  const parts = earlier.map(({ storedLines, vatRounding }) => amountsOf(storedLines, vatRounding ?? {}));
  return {
    quote,
    whole,
    earlier,
    amounts: leftOf(whole, parts),
    percentage: 100 - earlier.reduce((sum, { quotePercentage }) => sum + (quotePercentage ?? 0), 0),
  };
}
