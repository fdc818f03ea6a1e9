import { createHmac } from 'node:crypto';
import type { TestHub } from './hub.js';

export const sign = (body: string | Buffer, secret = 'sandbox-webhook-secret'): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** A status update as Symphonics documents it. */
export const statusUpdate = (data: object, timestamp = new Date().toISOString()): string =>
  JSON.stringify({
    event: 'intervention.status_update',
    timestamp,
    data: { intervention_id: 'sym_12345678', previous_status: 'created', new_status: 'processing', notes: '', ...data },
  });

/** Posts to the door for Symphonics' webhooks; well signed unless told otherwise. */
export async function postWebhook(
  hub: TestHub,
  body: string | Buffer,
  { signature = sign(body) as string | null, path = '' } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${hub.url}/api/webhooks/symphonics${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature !== null && { 'x-symphonics-signature': signature }) },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
