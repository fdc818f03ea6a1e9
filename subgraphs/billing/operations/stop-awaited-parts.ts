import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Quote } from '../entities/quote.js';

/** What was to be invoiced later of a cancelled intervention's quotes is not: it is a person's affair from here on. */
export async function stopAwaitedParts(unit: UnitOfWork, interventionId: string): Promise<void> {
  const where = { interventionId, awaitedPart: { $ne: null } };
  const quotes = await unit.em.find(Quote, where, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } });
  for (const quote of quotes) unit.em.assign(quote, { awaitedPart: null, invoicedFrom: null });
  await unit.em.flush();
}
