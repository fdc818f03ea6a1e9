import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a header holds the HMAC-SHA-256 of the raw bytes, in hexadecimal with or without a `sha256=` prefix.
 * Compared in constant time.
 */
export function verifyHmacSha256Hex(rawBody: Uint8Array, header: string | undefined, secret: string): boolean {
  const hex = header?.replace(/^sha256=/, '') ?? '';
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) return false;
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(hex, 'hex'));
}
