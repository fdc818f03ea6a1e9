import { ConflictError, InvalidInputError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { Replay, ReplayStatus } from './replay.js';
import { replayQueue } from './replay-queue.js';
import { replayable } from './replayable.js';
import type { ReplayFilter } from './types.js';

/**
 * Writes down which deliveries are to be taken up again, and has them taken up one batch after the other.
 *
 * @param expectedCount as previewed: whoever asks knows what they set going
 * @throws InvalidInputError when `expectedCount` is below 1
 * @throws ConflictError when the filter means another number of deliveries by now
 */
export async function startReplay(unit: UnitOfWork, filter: ReplayFilter, expectedCount: number): Promise<Replay> {
  if (expectedCount < 1) {
    const violations = [{ field: 'expectedCount', message: 'must be at least 1' }];
    throw new InvalidInputError('expectedCount: must be at least 1.', { details: { violations } });
  }
  const { em, caller } = unit;
  const { organizationId } = caller;
  // Two replays of the same deliveries take turns: the second finds them waiting for the first.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`replay:${organizationId}`]);
  const now = unit.now();
  const replay = em.create(Replay, {
    organizationId,
    status: ReplayStatus.RUNNING,
    filter: { ...filter },
    total: expectedCount,
    requestedBy: caller.actor.name,
    createdAt: now,
    nextBatchAt: now,
  });
  await em.flush();
  const { sql, parameters } = replayable(filter);
  const taken = await em.execute<{ delivery_id: string }[]>(
    `insert into integrations.replay_items (replay_id, organization_id, delivery_id)
     select ?::uuid, ?::uuid, d.id from integrations.deliveries d where ${sql} returning delivery_id`,
    [replay.id, organizationId, ...parameters],
  );
  if (taken.length !== expectedCount) {
    throw new ConflictError(`The filter means ${taken.length} deliveries now, not ${expectedCount}: look again.`, {
      details: { expectedCount, count: taken.length },
    });
  }
  await unit.enqueue(replayQueue, { organizationId, replayId: replay.id, batch: replay.batch });
  const message = `${caller.actor.name} has ${replay.total} deliveries taken up again (replay ${replay.id})`;
  await appendSyncEvent(unit, { type: 'replay.started', message });
  return replay;
}
