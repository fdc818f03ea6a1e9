import type { RequestContext } from '../../../platform/service/request-context.js';
import type { SyncEvent } from '../entities/sync-event.js';
import { deliveriesById } from '../resolvers/loaders.js';
import type { IntegrationsServices } from '../services.js';
import { decodeCursor } from '../sync-events/cursor.js';
import { authorisedConnection } from './own-connection.js';

/**
 * The events of the partner's own deliveries after a cursor, then live; `null` is from now on. It ends when the
 * organization no longer shares its dossiers with it.
 * @throws InvalidInputError when `after` is no cursor
 */
export function followOwnEvents(
  context: RequestContext<IntegrationsServices>,
  after: string | null,
): AsyncIterableIterator<SyncEvent> {
  const { caller, services } = context;
  const source = services.syncEvents.follow({
    organizationId: caller.organizationId,
    after: after === null ? null : decodeCursor(after),
    filter: ({ deliveryId }) => deliveryId !== null,
  });
  return {
    async next() {
      for (let step = await source.next(); ; step = await source.next()) {
        if (step.done || (await isOwn(context, step.value))) return step;
      }
    },
    return: async () => source.return?.() ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Whether an event is of a delivery to the caller. @throws ForbiddenError when nothing is shared with it any more */
export async function isOwn(context: RequestContext, { deliveryId }: SyncEvent): Promise<boolean> {
  const delivery = deliveryId === null ? undefined : await context.load(deliveriesById, deliveryId);
  if (delivery?.connection.id !== context.caller.partnerId) return false;
  await authorisedConnection(context);
  return true;
}
