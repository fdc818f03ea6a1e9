import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { moveQuoteStatus } from './move-quote-status.js';

/**
 * Notes that the customer saw the quote. Seen again, or told late, it keeps the status it has.
 * @throws NotFoundError
 * @throws ConflictError when the quote was never sent
 */
export async function markQuoteViewed(unit: UnitOfWork, id: string): Promise<Quote> {
  const quote = await loadForChange(unit, Quote, id);
  if (quote.status === QuoteStatus.SENT || quote.status === QuoteStatus.DRAFT) {
    await moveQuoteStatus(unit, quote, QuoteStatus.VIEWED);
  }
  quote.viewedAt ??= unit.now();
  await unit.em.flush();
  return quote;
}
