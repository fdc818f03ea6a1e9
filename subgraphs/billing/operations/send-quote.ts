import { refuseViolations } from '../../../platform/errors/violations.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { daysAfter } from './days-after.js';
import { moveQuoteStatus } from './move-quote-status.js';
import { refuseVat } from './refuse-vat.js';

const defaultValidityDays = 30;

/**
 * Notes that the quote goes to the customer; from here on it cannot be changed.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the quote is no draft
 * @throws InvalidInputError when it has no lines, is not valid any more, or charges VAT for a company that is exempt
 */
export async function sendQuote(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<Quote> {
  const quote = await loadForChange(unit, Quote, id, expectedVersion);
  const now = unit.now();
  if (quote.status === QuoteStatus.DRAFT) {
    if (quote.storedLines.length === 0) refuseViolations([{ field: 'lines', message: 'must not be empty' }]);
    quote.validUntil ??= daysAfter(now, defaultValidityDays);
    if (quote.validUntil <= now) refuseViolations([{ field: 'validUntil', message: 'must be in the future' }]);
    const company = await requireRow(unit, Company, quote.companyId, { field: 'companyId' });
    refuseVat(company, quote.storedLines);
    quote.depositPercentage ??= company.depositPercentage;
    quote.sentAt = now;
  }
  await moveQuoteStatus(unit, quote, QuoteStatus.SENT);
  return quote;
}
