import { ConflictError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { percentageRules } from './check-document.js';
import { findLeftOfQuote } from './find-left-of-quote.js';
import { saveQuotePart } from './save-quote-part.js';

interface InvoiceFromQuote {
  quoteId: string;
  /** Of the whole quote. */
  percentage: number;
  dueAt?: Date | null;
}

/**
 * Makes an invoice, as a draft, over a signed quote or a part of it. All parts together come to exactly the amounts of
 * the quote, net and VAT of each rate, whatever was rounded on the way.
 *
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError when the quote is not signed, or less of it is left to invoice
 */
export async function createInvoiceFromQuote(unit: UnitOfWork, input: InvoiceFromQuote): Promise<Invoice> {
  const { percentage, dueAt } = checked(percentageRules, input);
  const left = await findLeftOfQuote(unit, input.quoteId);
  if (percentage > left.percentage) {
    throw new ConflictError(`${left.percentage} % of the quote are left to invoice.`, {
      details: { field: 'percentage', leftPercentage: left.percentage },
    });
  }
  return saveQuotePart(unit, left, { kind: InvoiceKind.STANDARD, percentage, dueAt });
}
