import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { SyncEvent } from '../../entities/sync-event.js';
import { Webhook } from '../entities/webhook.js';
import { createMessage } from '../sending/put-on-its-way.js';
import { eventsFor } from './events-for.js';

/** Makes an event a message to every active webhook that asks for it. */
export async function fanOut(unit: UnitOfWork, eventId: string): Promise<void> {
  const event = await unit.em.findOne(SyncEvent, { id: eventId });
  if (!event) return;
  const webhooks = await unit.em.find(Webhook, { active: true });
  for (const webhook of webhooks) {
    for (const one of await eventsFor(unit.em, webhook, [event])) await createMessage(unit, webhook, one);
  }
}
