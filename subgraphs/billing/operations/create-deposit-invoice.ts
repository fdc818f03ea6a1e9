import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import type { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { findLeftOfQuote } from './find-left-of-quote.js';
import { saveQuotePart } from './save-quote-part.js';

/**
 * Makes the invoice, as a draft, over what is asked when the quote is signed. Asked again, it is the one that is there.
 * @throws NotFoundError
 * @throws ConflictError when the quote is not signed, asks for no deposit, or less of it is left to invoice
 */
export async function createDepositInvoice(unit: UnitOfWork, quoteId: string): Promise<Invoice> {
  const left = await findLeftOfQuote(unit, quoteId);
  const there = left.earlier.find(({ kind }) => kind === InvoiceKind.DEPOSIT);
  if (there) return there;
  const { companyId, depositPercentage } = left.quote;
  const percentage = depositPercentage ?? (await requireRow(unit, Company, companyId)).depositPercentage;
  if (percentage === 0 || left.whole.gross === 0n) {
    throw new ConflictError('The quote asks for no deposit.', { details: { field: 'quoteId' } });
  }
  if (percentage > left.percentage) {
    const message = `The deposit is ${percentage} % of the quote, and ${left.percentage} % are left to invoice.`;
    throw new ConflictError(message, { details: { field: 'quoteId', leftPercentage: left.percentage } });
  }
  return saveQuotePart(unit, left, { kind: InvoiceKind.DEPOSIT, percentage });
}
