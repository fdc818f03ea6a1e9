import { LockMode } from '@mikro-orm/core';
import type { Connector } from '../../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { type First, requestFirsts } from '../../deliveries/request-firsts.js';
import { Connection } from '../../entities/connection.js';
import { appendSyncEvent } from '../../sync-events/append-sync-event.js';
import { Backfill, BackfillStatus } from './backfill.js';
import { backfillQueue } from './backfill-queue.js';

/** Deliveries made at once, and how long until the next are, in milliseconds: 20 a second at most. */
const batchSize = 20;
const batchEveryMs = 1_000;

/** What is published now goes first. */
const priorityOfBackfills = -1;

interface Item {
  position: number;
  subject_id: string;
  subject_reference: string;
}

/**
 * Makes the next deliveries of a backfill. They and the step to the next batch are one transaction: a worker that dies
 * leaves the batch untouched, and a job that runs twice finds its batch done.
 */
export async function sendBatch(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  { backfillId, batch }: { backfillId: string; batch: number },
): Promise<void> {
  const { em } = unit;
  const backfill = await em.findOne(Backfill, { id: backfillId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!backfill || backfill.status !== BackfillStatus.RUNNING || backfill.batch !== batch) return;
  const connection = await em.findOneOrFail(Connection, { id: backfill.connectionId });
  if (!connection.authorised) return end(unit, backfill, connection, BackfillStatus.STOPPED);

  const items = await em.execute<Item[]>(
    `select position, subject_id, subject_reference from integrations.backfill_items
     where backfill_id = ? and taken_up_at is null order by position limit ${batchSize}`,
    [backfillId],
  );
  const wanted = items.map(
    ({ subject_id, subject_reference }): First => ({
      connection,
      request: {
        connector: connection.connector,
        action: 'publish-intervention',
        subjectId: subject_id,
        subjectReference: subject_reference,
        byHand: false,
        priority: priorityOfBackfills,
      },
    }),
  );
  const asked = wanted.length > 0 ? await requestFirsts(unit, connectors, wanted) : [];
  await em.flush();
  const taken = asked.map(({ delivery, isNew }, index) => ({
    position: items[index]?.position,
    delivery: delivery.id,
    skipped: !isNew,
  }));
  await em.execute(
    `update integrations.backfill_items i set taken_up_at = ?, delivery_id = t.delivery, skipped = t.skipped
     from jsonb_to_recordset(?::jsonb) t (position int, delivery uuid, skipped boolean)
     where i.backfill_id = ? and i.position = t.position`,
    [unit.now(), JSON.stringify(taken), backfillId],
  );
  if (items.length < batchSize) return end(unit, backfill, connection, BackfillStatus.FINISHED);
  backfill.batch += 1;
  backfill.nextBatchAt = new Date(unit.now().getTime() + batchEveryMs);
  const { organizationId } = backfill;
  const next = { organizationId, backfillId, batch: backfill.batch };
  await unit.enqueue(backfillQueue, next, { startAfter: backfill.nextBatchAt });
}

async function end(
  unit: UnitOfWork,
  backfill: Backfill,
  { name, connector }: Connection,
  status: BackfillStatus,
): Promise<void> {
  Object.assign(backfill, { status, nextBatchAt: null, finishedAt: unit.now() });
  const how = status === BackfillStatus.STOPPED ? `stopped: ${name} is not authorised` : `has asked ${name} for all`;
  const message = `backfill ${backfill.id} ${how}`;
  await appendSyncEvent(unit, { type: `backfill.${status.toLowerCase()}`, message, connector });
}
