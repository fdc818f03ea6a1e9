import { checked } from '../../../platform/service/check-input.js';
import { optional, text } from '../../../platform/service/input-rules.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { afterWholeDays } from './after-whole-days.js';
import { moveQuoteStatus } from './move-quote-status.js';
import { requireValidAt } from './require-valid-at.js';

interface SignQuoteInput {
  id: string;
  signedAt?: Date | null;
  signedBy?: string | null;
  expectedVersion?: number | null;
}

/**
 * Notes that the customer signed the quote; now, unless told when.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, when the quote is not open, or when it was signed too late
 */
export async function signQuote(unit: UnitOfWork, input: SignQuoteInput): Promise<Quote> {
  const signedBy = checked(optional(text(200)), input.signedBy);
  const quote = await loadForChange(unit, Quote, input.id, input.expectedVersion);
  const signedAt = input.signedAt ?? unit.now();
  requireValidAt(quote, signedAt, 'signed');
  const { automaticInvoicing, invoicingDelayDays: days } = await requireRow(unit, Company, quote.companyId);
  const invoicedFrom = days === 0 ? unit.now() : afterWholeDays(signedAt, days);
  const awaitedPart = automaticInvoicing && invoicedFrom > unit.now() ? 'DEPOSIT' : null;
  unit.em.assign(quote, { signedAt, signedBy, invoicedFrom, awaitedPart });
  await moveQuoteStatus(unit, quote, QuoteStatus.SIGNED);
  return quote;
}
