import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { loopbackUrlSchema, sendWebhook, type WebhookReceipt } from '../kit/webhook.js';
import type { Symphonics } from './symphonics.js';
import { vendorTime } from './wire.js';

const delivery = {
  url: loopbackUrlSchema,
  /** Signs with this key instead of the vendor's: a forged webhook, which changes nothing at the vendor. */
  secret: z.string().optional(),
  /** The webhook's time, now when left out: an old one is a replay. */
  timestamp: z.iso.datetime({ offset: true }).optional(),
  /** How many copies to send, all at once. */
  repeat: z.int().positive().max(1000).default(1),
};

/** Left out, `external_id` is that of the stored intervention, and `previous_status` its status. */
const about = { intervention_id: z.string(), external_id: z.string().optional(), notes: z.string().default('') };

/** The two documented webhooks, and how to send them. */
export const eventSchema = z.discriminatedUnion('event', [
  z.strictObject({
    ...delivery,
    event: z.literal('intervention.status_update'),
    data: z.strictObject({ ...about, previous_status: z.string().optional(), new_status: z.string() }),
  }),
  z.strictObject({
    ...delivery,
    event: z.literal('document.verification'),
    data: z.strictObject({ ...about, document_type: z.string(), verification_status: z.string() }),
  }),
]);

type SymphonicsEvent = z.output<typeof eventSchema>;

/** Sends the event as documented; a genuine status update is also the intervention's status from now on. */
export async function sendEvent(vendor: Symphonics, event: SymphonicsEvent): Promise<WebhookReceipt> {
  const timestamp = event.timestamp ?? vendorTime(vendor.now());
  const body = JSON.stringify({ event: event.event, timestamp, data: dataOf(vendor, event) });
  const stored = vendor.interventions.find(event.data.intervention_id);
  if (stored && event.event === 'intervention.status_update' && event.secret === undefined) {
    vendor.interventions.changeStatus(stored, event.data.new_status);
  }
  const signature = createHmac('sha256', event.secret ?? vendor.webhookSecret)
    .update(body)
    .digest('hex');
  const headers = { 'content-type': 'application/json', 'x-symphonics-signature': signature };
  return sendWebhook({ url: event.url, headers, body }, event.repeat);
}

function dataOf({ interventions }: Symphonics, { event, data }: SymphonicsEvent) {
  const stored = interventions.find(data.intervention_id);
  const { intervention_id, external_id = stored?.external_id, notes } = data;
  const head = { intervention_id, external_id };
  if (event === 'document.verification') {
    const { document_type, verification_status } = data;
    return { ...head, document_type, verification_status, notes };
  }
  const { previous_status = stored?.status, new_status } = data;
  return { ...head, previous_status, new_status, notes };
}
