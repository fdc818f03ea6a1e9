import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { MalformedRequestError } from '../../../platform/errors/errors.js';

/**
 * The header Idempotency-Key; null when there is none.
 * @throws MalformedRequestError when it is longer than 255 characters or is no readable text
 */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw new MalformedRequestError('The header Idempotency-Key must be given once, with 1 to 255 readable characters.');
}

/** What tells the call from another: its method, address, version and body. */
export function fingerprintOf({ method, url, headers, body }: FastifyRequest): string {
  const call = JSON.stringify([method, url, headers['if-match'] ?? null, body ?? null]);
  return createHash('sha256').update(call).digest('base64url');
}
