import { ConflictError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { findLeftOfQuote } from './find-left-of-quote.js';
import { saveQuotePart } from './save-quote-part.js';

/**
 * Makes the invoice, as a draft, over what deposit and other invoices left of the quote: to the cent, of each VAT rate.
 * Asked again, it is the one that is there.
 * @throws NotFoundError
 * @throws ConflictError when the quote is not signed, or nothing of it is left to invoice
 */
export async function createRestInvoice(unit: UnitOfWork, quoteId: string): Promise<Invoice> {
  const left = await findLeftOfQuote(unit, quoteId);
  const there = left.earlier.find(({ kind }) => kind === InvoiceKind.REST);
  if (there) return there;
  if (left.percentage === 0) {
    throw new ConflictError('All of the quote is invoiced.', { details: { field: 'quoteId', leftPercentage: 0 } });
  }
  return saveQuotePart(unit, left, { kind: InvoiceKind.REST, percentage: left.percentage });
}
