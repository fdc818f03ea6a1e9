import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { Delivery } from '../../entities/delivery.js';
import type { SyncEvent } from '../../entities/sync-event.js';
import type { Webhook } from '../entities/webhook.js';
import { matchesEvents } from '../event-patterns.js';

/** Those of some events that a webhook is to be told of; a partner's, only of the deliveries to the partner. */
export async function eventsFor(
  em: UnitOfWork['em'],
  { events: patterns, partnerId }: Webhook,
  events: readonly SyncEvent[],
): Promise<SyncEvent[]> {
  const asked = events.filter(({ type }) => matchesEvents(patterns, type));
  if (partnerId === null) return asked;
  const deliveries = asked.flatMap(({ deliveryId }) => deliveryId ?? []);
  const own = await em.find(Delivery, { id: { $in: deliveries }, connection: partnerId });
  const ids = new Set(own.map(({ id }) => id));
  return asked.filter(({ deliveryId }) => deliveryId !== null && ids.has(deliveryId));
}
