import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { moveQuoteStatus } from './move-quote-status.js';

/**
 * Lets quotes run out that nobody signed in time; one that somebody is changing right now is left for the next round.
 * @returns how many, `limit` at most
 */
export async function expireQuotes(unit: UnitOfWork, limit: number): Promise<number> {
  const due = await unit.em.find(
    Quote,
    { status: { $in: [QuoteStatus.SENT, QuoteStatus.VIEWED] }, validUntil: { $lt: unit.now() } },
    { limit, orderBy: { validUntil: 'asc' }, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
  );
  for (const quote of due) await moveQuoteStatus(unit, quote, QuoteStatus.EXPIRED);
  return due.length;
}
