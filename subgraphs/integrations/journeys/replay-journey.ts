import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { runFlows } from '../operations/run-flows.js';
import { retryDelivery } from '../operations/steer-delivery.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { stepsFrom } from './find-steps.js';
import { type PresentEvent, presentEvents } from './present-events.js';
import { readJourney } from './read-journey.js';
import type { Journey } from './types.js';

const { FAILED, BLOCKED, RETRYING, CANCELLED } = DeliveryStatus;

/**
 * Goes on with a journey from one of its steps: what stands still at or after it is taken up again, and what the flows say
 * of its subjects as they are now, and nobody asked for, is asked for. Nothing that has succeeded is done again.
 * @throws NotFoundError when there is no such subject, or the step is none of its journey's
 * @throws InvalidInputError, and whatever the graph answered in place of data
 */
export async function replayJourney(
  context: RequestContext<IntegrationsServices>,
  { fromStepId, ...given }: { type: string; id: string; fromStepId: string },
): Promise<Journey> {
  const { services, em, write } = context;
  const journey = await readJourney(context, given);
  if (!journey) throw new NotFoundError(`There is no ${given.type} ${given.id}.`, { details: { ...given } });
  const { subjects, subjectType, subjectId } = journey;
  const ids = subjects.map(({ id }) => id);
  const steps = await stepsFrom(em, ids, fromStepId);
  if (!steps) throw new NotFoundError(`The journey has no step ${fromStepId}.`, { details: { fromStepId } });
  const toRun = subjects.filter(({ id }) => !steps.onlyBefore.has(id));
  const events: PresentEvent[] = [];
  for (const one of toRun) events.push(...(await presentEvents(context, one)));
  await write(async (unit) => {
    const { organizationId, actor } = unit.caller;
    // Two who replay at once take turns: what the first has asked for is not missing any more.
    await unit.em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`replay-journey:${organizationId}`]);
    await takeUp(unit, steps.deliveries);
    await unit.em.flush();
    for (const event of events) await runFlows(unit, services.connectors, event, { onlyMissing: true });
    await appendSyncEvent(unit, {
      type: 'journey.replayed',
      message: `${actor.name} has the journey of ${subjectType} ${subjectId} go on from ${fromStepId}`,
      subjectType,
      subjectId,
    });
  });
  const after = await readJourney({ ...context, em: em.fork() }, given);
  return after ?? journey;
}

/** Those that another has taken the place of, or whose connection is gone, are left as they are. */
async function takeUp(unit: UnitOfWork, ids: readonly string[]): Promise<void> {
  const standing = await unit.em.find(
    Delivery,
    { id: { $in: [...ids] }, status: { $in: [FAILED, BLOCKED, RETRYING, CANCELLED] } },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  for (const delivery of standing) {
    if (delivery.status === CANCELLED && (await isReplaced(unit, delivery))) continue;
    try {
      await retryDelivery(unit, delivery.id);
      await unit.em.flush();
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

/** Whether the same was asked for again, or went, after it was taken back. */
async function isReplaced(
  { em }: UnitOfWork,
  { id, connection, action, subjectId, variant, createdAt }: Delivery,
): Promise<boolean> {
  const same = { connection, action, subjectId, variant, id: { $ne: id } };
  const others = await em.count(Delivery, {
    ...same,
    $or: [{ status: { $ne: CANCELLED } }, { createdAt: { $gt: createdAt } }],
  });
  return others > 0;
}
