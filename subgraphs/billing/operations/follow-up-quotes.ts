import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { quoteFacts } from './event-facts.js';

const unanswered = z.array(z.object({ quote_id: z.uuid(), follow_up: z.int() }));

const open: readonly QuoteStatus[] = [QuoteStatus.SENT, QuoteStatus.VIEWED];

/**
 * Tells of quotes that nobody answers, twice at most each.
 * @returns how many were found, `limit` at most
 */
export async function followUpQuotes(unit: UnitOfWork, limit: number): Promise<number> {
  const sql = 'select quote_id, follow_up from billing.unanswered_quotes(?) order by quote_id limit ?';
  const found = unanswered.parse(await unit.em.execute(sql, [unit.now(), limit]));
  for (const { quote_id: id, follow_up: followUp } of found) {
    const quote = await unit.em.findOne(Quote, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    // Answered, or told by another process, since it was found.
    if (!quote || !open.includes(quote.status) || quote.followUps >= followUp) continue;
    const company = await unit.em.findOneOrFail(Company, { id: quote.companyId });
    quote.followUps = followUp;
    await unit.em.flush();
    const days = followUp * (company.quoteFollowUpDays ?? 0);
    await unit.emit('quote.unanswered', { ...(await quoteFacts(unit, quote)), days, followUp });
  }
  return found.length;
}
