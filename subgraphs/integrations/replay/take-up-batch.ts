import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { resumeDelivery } from '../deliveries/resume-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { Replay, ReplayStatus } from './replay.js';
import { replayQueue } from './replay-queue.js';

/** Deliveries taken up at once, and how long until the next are, in milliseconds: 50 a second at most. */
const batchSize = 50;
const batchEveryMs = 1_000;

/** What is taken up again lets everything else go first. */
const priorityOfReplays = -1;

/**
 * Takes up the next deliveries of a replay. They and the step to the next batch are one transaction: a worker that dies
 * leaves the batch untouched, and a job that runs twice finds its batch done.
 */
export async function takeUpBatch(unit: UnitOfWork, replayId: string, batch: number): Promise<void> {
  const { em } = unit;
  const replay = await em.findOne(Replay, { id: replayId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!replay || replay.status !== ReplayStatus.RUNNING || replay.batch !== batch) return;
  const now = unit.now();
  const waiting = await em.execute<{ id: string }[]>(
    `select d.id from integrations.replay_items i join integrations.deliveries d on d.id = i.delivery_id
     where i.replay_id = ? and i.taken_up_at is null order by d.created_at, d.id limit ?`,
    [replayId, batchSize],
  );
  // One that somebody holds just now comes with a later batch: waiting for it here would hold up all others' events.
  const ids = waiting.map(({ id }) => id);
  const held = await em.find(
    Delivery,
    { id: { $in: ids } },
    { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE, orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  const standing = held.filter(({ status }) => status === DeliveryStatus.FAILED || status === DeliveryStatus.BLOCKED);
  await markTaken(unit, replay.id, now, held, standing);
  const finished = waiting.length < batchSize && held.length === waiting.length;
  replay.batch += 1;
  replay.nextBatchAt = finished ? null : new Date(now.getTime() + batchEveryMs);
  if (finished) Object.assign(replay, { status: ReplayStatus.FINISHED, finishedAt: now });
  if (replay.nextBatchAt) {
    const { organizationId } = replay;
    await unit.enqueue(
      replayQueue,
      { organizationId, replayId, batch: replay.batch },
      { startAfter: replay.nextBatchAt },
    );
  }
  for (const delivery of standing) {
    Object.assign(delivery, { priority: priorityOfReplays, replayId });
    await resumeDelivery(unit, delivery);
  }
  if (!finished) return;
  const message = `all ${replay.total} deliveries of replay ${replay.id} are taken up`;
  await appendSyncEvent(unit, { type: 'replay.finished', message });
}

/** Those that somebody else has taken up, cancelled or delivered in the meantime are left as they are. */
async function markTaken(
  unit: UnitOfWork,
  replayId: string,
  now: Date,
  held: readonly Delivery[],
  standing: readonly Delivery[],
): Promise<void> {
  for (const [skipped, deliveries] of [
    [false, standing],
    [true, held.filter((delivery) => !standing.includes(delivery))],
  ] as const) {
    if (deliveries.length === 0) continue;
    await unit.em.execute(
      `update integrations.replay_items set taken_up_at = ?, skipped = ?
       where replay_id = ? and delivery_id in (${deliveries.map(() => '?').join(', ')})`,
      [now, skipped, replayId, ...deliveries.map(({ id }) => id)],
    );
  }
}
