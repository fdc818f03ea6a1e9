import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookProof } from './webhook-declaration.js';

/** A body as it came in. */
export interface SignedBody {
  rawBody: Uint8Array;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether a body was sent by who knows the secret; over the raw bytes, compared in constant time.
 * @param now what the moment of a timestamped signature is held against
 */
export function verifyWebhook(
  proof: WebhookProof,
  { rawBody, headers }: SignedBody,
  secret: string,
  now: Date,
): boolean {
  const given = headers[proof.header];
  if (!given) return false;
  switch (proof.scheme) {
    case 'hmac-sha256-hex':
      return isHexOf(hmac(secret, rawBody), given.replace(/^sha256=/, ''));
    case 'hmac-sha256-base64':
      return isSame(hmac(secret, rawBody), fromBase64(given));
    case 'timestamped-hmac-sha256-hex': {
      const [, seconds, hex] = /^(\d{1,12})\.([0-9a-fA-F]{64})$/.exec(given) ?? [];
      if (!seconds || !hex) return false;
      if (Math.abs(now.getTime() / 1_000 - Number(seconds)) > proof.toleranceSeconds) return false;
      return isHexOf(hmac(secret, Buffer.from(`${seconds}.`), rawBody), hex);
    }
    case 'shared-secret':
      // Of equal length whatever was given, so that not even the length of the secret shows.
      return timingSafeEqual(digest(secret), digest(given));
  }
}

function hmac(secret: string, ...parts: Uint8Array[]): Buffer {
  const made = createHmac('sha256', secret);
  for (const part of parts) made.update(part);
  return made.digest();
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isHexOf = (expected: Buffer, hex: string): boolean =>
  /^[0-9a-fA-F]{64}$/.test(hex) && timingSafeEqual(expected, Buffer.from(hex, 'hex'));

/** Only the one way to write the bytes down: a decoder that forgives would take altered signatures for the right one. */
function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

const isSame = (expected: Buffer, given: Buffer | null): boolean =>
  given !== null && given.length === expected.length && timingSafeEqual(expected, given);
