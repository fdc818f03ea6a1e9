import { ConflictError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Quote } from '../entities/quote.js';
import { type QuoteStatus, quoteTransitions } from '../entities/quote-status.js';

/**
 * The one place where a quote's status changes.
 * @throws ConflictError when the status machine has no such transition
 */
export async function moveQuoteStatus(unit: UnitOfWork, quote: Quote, to: QuoteStatus): Promise<void> {
  const from = quote.status;
  const allowed = quoteTransitions[from];
  if (!allowed.includes(to)) {
    throw new ConflictError(`A quote that is ${from} cannot become ${to}.`, {
      details: { field: 'status', currentStatus: from, allowedStatuses: allowed },
    });
  }
  quote.status = to;
  await unit.em.flush();
  await unit.emit('quote.status-changed', { quoteId: quote.id, from, to, interventionId: quote.interventionId });
}
