import { checked } from '../../../platform/service/check-input.js';
import { optional, text } from '../../../platform/service/input-rules.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { moveQuoteStatus } from './move-quote-status.js';
import { requireValidAt } from './require-valid-at.js';

interface RejectQuoteInput {
  id: string;
  rejectedAt?: Date;
  reason?: string | null;
  expectedVersion?: number | null;
}

/**
 * Notes that the customer does not want it; now, unless told when.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, when the quote is not open, or when it was rejected after its validity
 */
export async function rejectQuote(unit: UnitOfWork, input: RejectQuoteInput): Promise<Quote> {
  const rejectionReason = checked(optional(text(2_000)), input.reason);
  const quote = await loadForChange(unit, Quote, input.id, input.expectedVersion);
  const rejectedAt = input.rejectedAt ?? unit.now();
  requireValidAt(quote, rejectedAt, 'rejected');
  unit.em.assign(quote, { rejectedAt, rejectionReason });
  await moveQuoteStatus(unit, quote, QuoteStatus.REJECTED);
  return quote;
}
