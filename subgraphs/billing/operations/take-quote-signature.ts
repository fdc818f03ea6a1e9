import { LockMode } from '@mikro-orm/core';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Quote } from '../entities/quote.js';
import { QuoteStatus } from '../entities/quote-status.js';
import { quoteFacts } from './event-facts.js';
import { moveQuoteStatus } from './move-quote-status.js';
import { rejectQuote } from './reject-quote.js';
import { signQuote } from './sign-quote.js';

type Signature = DomainEventData<'signature.changed'>;

/**
 * Lets a quote follow its signature. What was answered in time counts, though the quote ran out here meanwhile. An
 * answer that cannot be taken leaves the quote as it is and says why: in its `signatureProblem` and as an event.
 */
export async function takeQuoteSignature(unit: UnitOfWork, signature: Signature): Promise<void> {
  const { subjectId: id, state } = signature;
  const quote = await unit.em.findOne(Quote, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!quote) return;
  const at = new Date(signature.at);
  switch (state) {
    case 'VIEWED':
    case 'PARTLY_SIGNED':
      return noteViewed(unit, quote, at);
    case 'COMPLETED':
      if (quote.status === QuoteStatus.SIGNED) return;
      if (await refused(unit, quote, signature, 'signed')) return;
      await noteSeen(unit, quote);
      await signQuote(unit, { id, signedAt: at, signedBy: clipped(signature.signedBy, 200) });
      break;
    case 'DECLINED':
      if (quote.status === QuoteStatus.REJECTED) return;
      if (await refused(unit, quote, signature, 'declined')) return;
      await noteSeen(unit, quote);
      await rejectQuote(unit, { id, rejectedAt: at, reason: clipped(signature.reason, 2_000) });
      break;
    // How long the quote is valid is its own affair; another request may follow.
    case 'REQUESTED':
    case 'EXPIRED':
    case 'CANCELLED':
      return;
  }
  quote.viewedAt ??= at;
  quote.signatureProblem = null;
  await unit.em.flush();
}

async function noteViewed(unit: UnitOfWork, quote: Quote, at: Date): Promise<void> {
  if (quote.status === QuoteStatus.DRAFT) return;
  await noteSeen(unit, quote);
  if (!quote.viewedAt || at < quote.viewedAt) quote.viewedAt = at;
  await unit.em.flush();
}

/** Who answers has seen it, also where the word of that comes late or never. */
async function noteSeen(unit: UnitOfWork, quote: Quote): Promise<void> {
  if (quote.status === QuoteStatus.SENT) await moveQuoteStatus(unit, quote, QuoteStatus.VIEWED);
}

/** Whether the answer cannot be taken over; says why where people look. */
async function refused(unit: UnitOfWork, quote: Quote, signature: Signature, how: string): Promise<boolean> {
  const why = problemOf(quote, new Date(signature.at));
  if (why === null) return false;
  const reason = `It was ${how} on ${signature.at}, ${why}.`;
  if (quote.signatureProblem === reason) return true;
  quote.signatureProblem = reason;
  await unit.em.flush();
  const { signatureId } = signature;
  await unit.emit('quote.answer-refused', { ...(await quoteFacts(unit, quote)), signatureId, reason });
  return true;
}

function problemOf({ status, validUntil, signedAt, rejectedAt }: Quote, at: Date): string | null {
  switch (status) {
    case QuoteStatus.DRAFT:
      return 'and was never sent from here';
    case QuoteStatus.SIGNED:
      return `and had been signed on ${signedAt?.toISOString()}`;
    case QuoteStatus.REJECTED:
      return `and had been rejected on ${rejectedAt?.toISOString()}`;
    case QuoteStatus.SENT:
    case QuoteStatus.VIEWED:
    case QuoteStatus.EXPIRED:
      return validUntil && at > validUntil ? `and was valid until ${validUntil.toISOString()}` : null;
  }
}

/** What the vendor says in free words, cut to what is kept. */
const clipped = (words: string | null, length: number): string | null => words?.trim().slice(0, length) || null;
