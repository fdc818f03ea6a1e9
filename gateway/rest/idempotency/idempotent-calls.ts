import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../../../platform/database/database.js';
import type { SealedSecret, SecretBox } from '../../../platform/secrets/secret-box.js';
import type { Caller } from '../../../platform/service/caller.js';
import type { RestAnswer } from '../rest-answer.js';
import { IdempotencyKeyInUseError, IdempotencyKeyReusedError, IdempotencyOutcomeUnknownError } from './errors.js';
import { keptAnswer } from './migration.js';

/** How long an answer is said again, in milliseconds. */
export const keptMs = 24 * 3_600_000;

/** A call without an answer for this long was cut off, in milliseconds: no call of the graph takes as long. */
const cutOffAfterMs = 60_000;

export interface IdempotentCall {
  caller: Caller;
  /** What the client sent in Idempotency-Key. It counts for this caller alone. */
  key: string;
  /** Tells one call from another: method, address, body. */
  fingerprint: string;
}

/** Does each call once for its key, and says the first answer again for 24 hours. */
export interface IdempotentCalls {
  /**
   * @throws IdempotencyKeyReusedError, IdempotencyKeyInUseError, IdempotencyOutcomeUnknownError
   */
  once(call: IdempotentCall, work: () => Promise<RestAnswer>): Promise<{ answer: RestAnswer; replayed: boolean }>;
}

export interface IdempotentCallsServices {
  database: Database;
  secretBox: SecretBox;
  /** The present moment. */
  now(): Date;
}

const row = z.object({
  id: z.uuid(),
  fingerprint: z.string(),
  started_at: z.coerce.date(),
  answer: z.unknown(),
});

export function createIdempotentCalls({ database, secretBox, now }: IdempotentCallsServices): IdempotentCalls {
  /** The id of a new call; or what there is under the key already. */
  const begin = ({ caller, key, fingerprint }: IdempotentCall) =>
    database.transaction(caller.organizationId, async (em) => {
      const before = new Date(now().getTime() - keptMs);
      const id = randomUUID();
      const mine = [caller.organizationId, caller.actor.id, key];
      // The job that prunes has maybe not come by yet.
      await em.execute(
        'delete from rest.idempotent_calls where organization_id = ? and actor_id = ? and key = ? and started_at < ?',
        [...mine, before],
      );
      const made: unknown[] = await em.execute(
        `insert into rest.idempotent_calls (id, organization_id, actor_id, key, fingerprint, started_at)
         values (?, ?, ?, ?, ?, ?) on conflict (organization_id, actor_id, key) do nothing returning id`,
        [id, ...mine, fingerprint, now()],
      );
      if (made.length > 0) return { id };
      const [first] = await em.execute(
        `select id, fingerprint, started_at, answer from rest.idempotent_calls
         where organization_id = ? and actor_id = ? and key = ?`,
        mine,
      );
      return { first: row.parse(first) };
    });

  const keep = async ({ caller: { organizationId } }: IdempotentCall, id: string, answer: RestAnswer) => {
    const sealed = await secretBox.seal(keptAnswer, { organizationId, id }, JSON.stringify(answer));
    await database.transaction(organizationId, (em) =>
      em.execute('update rest.idempotent_calls set answer = ?::jsonb where id = ?', [JSON.stringify(sealed), id]),
    );
  };

  return {
    async once(call, work) {
      const { id, first } = await begin(call);
      if (id !== undefined) {
        const answer = await work();
        await keep(call, id, answer);
        return { answer, replayed: false };
      }
      if (first.fingerprint !== call.fingerprint) {
        throw new IdempotencyKeyReusedError('This Idempotency-Key was used for another call: take a new one.');
      }
      if (first.answer === null) throw unanswered(now().getTime() - first.started_at.getTime());
      const { organizationId } = call.caller;
      const kept = await secretBox.open(keptAnswer, { organizationId, id: first.id }, first.answer as SealedSecret);
      return { answer: JSON.parse(kept) as RestAnswer, replayed: true };
    },
  };
}

function unanswered(ageMs: number): Error {
  return ageMs < cutOffAfterMs
    ? new IdempotencyKeyInUseError('The first call with this Idempotency-Key is not done yet: ask again in a moment.')
    : new IdempotencyOutcomeUnknownError(
        'The first call with this Idempotency-Key was cut off: look whether it took effect, then take a new key.',
      );
}
