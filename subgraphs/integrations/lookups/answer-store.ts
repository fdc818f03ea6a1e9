import { LockMode } from '@mikro-orm/core';
import type { ConnectorLookup, LookupAnswer as VendorAnswer } from '../../../platform/connectors/connector.js';
import { LookupAnswer } from '../entities/lookup-answer.js';
import type { IntegrationsServices } from '../services.js';

/** One question of one organization; equal ones have equal digests. */
export interface Question {
  organizationId: string;
  connectionId: string;
  lookup: string;
  digest: string;
}

type Services = Pick<IntegrationsServices, 'database' | 'now'>;

/** How long an answer holds, in milliseconds, where its lookup does not say. */
const usualHolds: Required<ConnectorLookup<unknown>>['holds'] = { positiveMs: 24 * 3_600_000, negativeMs: 3_600_000 };

/** How long one that holds no longer is kept, for when the vendor cannot be asked, in milliseconds. */
const keptBeyondMs = 7 * 24 * 3_600_000;

export type Turn =
  | { kind: 'answered'; facts: unknown; checkedAt: Date }
  /** The vendor is to be asked by this caller, who then keeps the answer or releases the turn. */
  | { kind: 'mine' }
  /** Somebody else asks right now. */
  | { kind: 'wait' };

const place = ({ connectionId, lookup, digest }: Question) => ({ connectionId, lookup, question: digest });

/** @param patienceMs how long the turn holds for one who then falls silent */
export async function takeTurn({ database, now }: Services, question: Question, patienceMs: number): Promise<Turn> {
  const { organizationId } = question;
  const standing = (row: LookupAnswer | null): Turn | null => {
    if (!row) return null;
    if (row.facts && row.checkedAt && row.expiresAt > now()) {
      return { kind: 'answered', facts: row.facts, checkedAt: row.checkedAt };
    }
    return row.askingUntil && row.askingUntil > now() ? { kind: 'wait' } : null;
  };
  const known = standing(await database.read(organizationId, (em) => em.findOne(LookupAnswer, place(question))));
  if (known) return known;
  return database.transaction(organizationId, async (em) => {
    await em.upsert(
      LookupAnswer,
      { ...place(question), organizationId, expiresAt: new Date(0) },
      { onConflictAction: 'ignore' },
    );
    const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
    const row = await em.findOneOrFail(LookupAnswer, place(question), options);
    const meanwhile = standing(row);
    if (meanwhile) return meanwhile;
    row.askingUntil = new Date(now().getTime() + patienceMs);
    return { kind: 'mine' };
  });
}

/** Keeps an answer for as long as its kind holds and a while beyond, and clears away some older ones. @returns when it was given */
export async function keepAnswer(
  { database, now }: Services,
  question: Question,
  answer: VendorAnswer,
  holds = usualHolds,
): Promise<Date> {
  const checkedAt = now();
  const holdsMs = answer.positive ? holds.positiveMs : holds.negativeMs;
  const tooOld = new Date(checkedAt.getTime() - keptBeyondMs);
  await database.transaction(question.organizationId, async (em) => {
    await em.nativeUpdate(LookupAnswer, place(question), {
      facts: { ...answer.facts },
      checkedAt,
      expiresAt: new Date(checkedAt.getTime() + holdsMs),
      askingUntil: null,
    });
    await em.execute(
      `delete from integrations.lookup_answers where ctid in (
         select ctid from integrations.lookup_answers
         where expires_at < ? and (asking_until is null or asking_until < ?)
         order by expires_at limit 100 for update skip locked)`,
      [tooOld, checkedAt],
    );
  });
  return checkedAt;
}

/** No answer came: whoever waits may ask. */
export async function releaseTurn({ database }: Services, question: Question): Promise<void> {
  await database.transaction(question.organizationId, (em) =>
    em.nativeUpdate(LookupAnswer, place(question), { askingUntil: null }),
  );
}

/** The last answer, whether it still holds or not; `null` when there is none, or it is too long ago. */
export async function lastAnswer(
  { database }: Pick<Services, 'database'>,
  question: Question,
): Promise<{ facts: unknown; checkedAt: Date } | null> {
  const row = await database.read(question.organizationId, (em) => em.findOne(LookupAnswer, place(question)));
  if (!row?.facts || !row.checkedAt) return null;
  return { facts: row.facts, checkedAt: row.checkedAt };
}
