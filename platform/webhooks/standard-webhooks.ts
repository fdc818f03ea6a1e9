import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

// Standard Webhooks, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

const secretPrefix = 'whsec_';

/** How far a timestamp may be from now, in seconds, either way. */
const toleranceSeconds = 300;

/** A new signing secret: `whsec_` and 32 random bytes in base64. */
export function createWebhookSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64')}`;
}

export interface StandardMessage {
  /** The same for every attempt: what a receiver knows a repeat by. */
  id: string;
  /** When this attempt is made. */
  at: Date;
  /** The exact text that is sent. */
  body: string;
}

/** The three headers of a message, with one signature for each secret that is valid now. */
export function signStandardWebhook(message: StandardMessage, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1_000));
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${digest(secret, message.id, timestamp, message.body).toString('base64')}`)
      .join(' '),
  };
}

/** Whether a message was signed with the secret, within five minutes of `now`; the signature is compared in constant time. */
export function verifyStandardWebhook(
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  secret: string,
  now: Date,
): boolean {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (!id || !timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > toleranceSeconds) return false;
  const expected = digest(secret, id, timestamp, body);
  return (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}

function digest(secret: string, id: string, timestamp: string, body: string): Buffer {
  const text = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret;
  const key = Buffer.from(text, 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
}
