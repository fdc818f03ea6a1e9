import { requireTransition } from '../../../platform/service/require-transition.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Quote } from '../entities/quote.js';
import { type QuoteStatus, quoteTransitions } from '../entities/quote-status.js';
import { quoteFacts } from './event-facts.js';

/**
 * The one place where a quote's status changes.
 * @throws ConflictError when the status machine has no such transition
 */
export async function moveQuoteStatus(unit: UnitOfWork, quote: Quote, to: QuoteStatus): Promise<void> {
  const from = quote.status;
  requireTransition('A quote', quoteTransitions, from, to);
  quote.status = to;
  await unit.em.flush();
  const invoicedFrom = quote.invoicedFrom?.toISOString() ?? null;
  await unit.emit('quote.status-changed', { ...(await quoteFacts(unit, quote)), from, to, invoicedFrom });
}
