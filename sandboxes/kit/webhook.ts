import { request } from 'node:http';
import { z } from 'zod';

/** Where a sandbox may send: plain HTTP on this machine, so that no script makes it call strangers. */
export const loopbackUrlSchema = z.url({ protocol: /^http$/ }).refine((url) => {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}, 'must be a loopback address');

/** A webhook, ready to send. */
export interface Webhook {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What the receiver answered; status is null when it gave no answer, and `error` then says why. */
export interface WebhookAnswer {
  status: number | null;
  body: string;
  error?: string;
}

/** The webhook as sent, and the answer to each of its copies. */
export interface WebhookReceipt {
  /** The answer's status, the first one's where several copies were sent. */
  status: number | null;
  answers: WebhookAnswer[];
  sent: Webhook;
}

/**
 * Posts the webhook `copies` times at once, over connections of their own; waits 10 s for each answer, and no longer
 * once `signal` is aborted.
 */
export async function sendWebhook(webhook: Webhook, copies = 1, signal?: AbortSignal): Promise<WebhookReceipt> {
  const sent = { ...webhook, url: loopbackUrlSchema.parse(webhook.url) };
  const answers = await Promise.all(Array.from({ length: copies }, () => post(sent, signal)));
  return { status: answers[0]?.status ?? null, answers, sent };
}

function post({ url, headers, body }: Webhook, signal: AbortSignal | undefined): Promise<WebhookAnswer> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ status: null, body: '', error: error.message });
    const options = { method: 'POST', headers, agent: false, timeout: 10_000, ...(signal && { signal }) };
    const outgoing = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? null, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 10 s')));
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
