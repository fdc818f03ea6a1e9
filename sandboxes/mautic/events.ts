import { z } from 'zod';
import { deliveryShape, type OutgoingWebhook, type WebhookContent } from '../kit/outbox.js';
import { Refusal } from '../kit/refusal.js';
import {
  changeContact,
  changePoints,
  changeSubscription,
  deleteContact,
  keepContact,
  newContact,
  readEmail,
} from './changes.js';
import type { Mautic, WebhookEvent } from './mautic.js';
import { contactSchema } from './wire.js';

const about = { ...deliveryShape, contact_id: z.int() };
const reasons = { unsubscribed: 1, bounced: 2, manual: 3 } as const;

/** What happens at the vendor without our doing, which it tells by webhook; its cron job; and a webhook once more. */
export const eventSchema = z.discriminatedUnion('event', [
  z.strictObject({ ...deliveryShape, event: z.literal('mautic.lead_post_save_new'), fields: contactSchema }),
  z.strictObject({ ...about, event: z.literal('mautic.lead_post_save_update'), fields: contactSchema }),
  z.strictObject({ ...about, event: z.literal('mautic.lead_post_delete') }),
  z.strictObject({ ...about, event: z.literal('mautic.lead_points_change'), points: z.int() }),
  z.strictObject({
    ...about,
    event: z.literal('mautic.lead_channel_subscription_changed'),
    channel: z.string().default('email'),
    new_status: z.enum(['contactable', 'unsubscribed', 'bounced', 'manual']),
  }),
  /** The last e-mail sent to the contact is opened. */
  z.strictObject({ ...about, event: z.literal('mautic.email_on_open') }),
  z.strictObject({ ...deliveryShape, event: z.literal('webhooks.process') }),
  z.strictObject({ ...deliveryShape, event: z.literal('webhook.resend'), id: z.int() }),
]);

type MauticEvent = z.output<typeof eventSchema>;
type Happening = Exclude<MauticEvent, { event: `webhook${string}` }>;

/** Does what the event says and sends its webhooks. Signed with another key, it is a forgery that changes nothing. */
export async function sendEvent(vendor: Mautic, event: MauticEvent): Promise<OutgoingWebhook[]> {
  const { secret, repeat } = event;
  const how = { ...(secret !== undefined && { secret }), ...(repeat !== undefined && { repeat }) };
  if (event.event === 'webhook.resend') return structuredClone(await vendor.outbox.resend(event.id, how));
  if (event.event === 'webhooks.process') {
    return structuredClone(await vendor.outbox.send(batches(vendor.queue.splice(0)), how));
  }
  const isForged = secret !== undefined;
  const happened = happen(isForged ? vendor.copy() : vendor, event);
  if (vendor.settings.webhookQueue && !isForged) {
    vendor.queue.push(...happened);
    return [];
  }
  return structuredClone(
    await vendor.outbox.send(
      happened.map((one) => batch([one])),
      how,
    ),
  );
}

function happen(vendor: Mautic, event: Happening): WebhookEvent[] {
  if (event.event === 'mautic.lead_post_save_new') return keepContact(vendor, newContact(vendor, event.fields));
  const contact = vendor.contact(event.contact_id);
  switch (event.event) {
    case 'mautic.lead_post_save_update':
      return changeContact(vendor, contact, event.fields);
    case 'mautic.lead_post_delete':
      return deleteContact(vendor, contact);
    case 'mautic.lead_points_change':
      return changePoints(vendor, contact, event.points, { eventName: 'Changed by hand', actionName: '' });
    case 'mautic.lead_channel_subscription_changed': {
      const { channel, new_status } = event;
      if (new_status === 'contactable') return changeSubscription(vendor, contact, channel, null);
      return changeSubscription(vendor, contact, channel, {
        reason: reasons[new_status],
        comments: '',
        channelId: null,
      });
    }
    case 'mautic.email_on_open': {
      const email = vendor.emails.findLast(({ contactId }) => contactId === contact.id);
      if (!email) throw new Refusal(422, 'No e-mail was sent to the contact');
      return readEmail(vendor, contact, email);
    }
  }
}

/** Ten events a request, as the vendor's cron job sends them: those of one type in one list. */
function batches(events: readonly WebhookEvent[]): WebhookContent[] {
  const count = Math.ceil(events.length / 10);
  return Array.from({ length: count }, (_, index) => batch(events.slice(index * 10, index * 10 + 10)));
}

function batch(events: readonly WebhookEvent[]): WebhookContent {
  const byType = Map.groupBy(events, ({ type }) => type);
  const lists = [...byType].map(([type, some]) => [type, some.map(({ payload }) => payload)] as const);
  return { events: [...byType.keys()], payload: Object.fromEntries(lists) };
}
