import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Quote } from '../entities/quote.js';
import { invoiceQuotePart } from './invoice-quote-part.js';

/**
 * Invoices what waited for its day; a quote that somebody is changing right now is left for the next round.
 * @returns how many, `limit` at most
 */
export async function invoiceAwaitedParts(unit: UnitOfWork, limit: number): Promise<number> {
  const due = await unit.em.find(
    Quote,
    { awaitedPart: { $ne: null }, invoicedFrom: { $lte: unit.now() } },
    { limit, orderBy: { invoicedFrom: 'asc', id: 'asc' }, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
  );
  for (const quote of due) {
    const part = quote.awaitedPart;
    quote.awaitedPart = null;
    await unit.em.flush();
    if (part) await invoiceQuotePart(unit, quote.id, part);
  }
  return due.length;
}
