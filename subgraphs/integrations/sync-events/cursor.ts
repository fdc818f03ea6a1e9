import { InvalidInputError } from '../../../platform/errors/errors.js';

/** A position in an organization's sync events, as clients hold it. */
export function encodeCursor(sequence: string | bigint): string {
  return Buffer.from(`sync:${sequence}`).toString('base64url');
}

/**
 * @param field the argument it came in
 * @throws InvalidInputError (INVALID_INPUT) when it is no cursor of ours
 */
export function decodeCursor(cursor: string, field = 'after'): bigint {
  const match = /^sync:(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match?.[1]) return BigInt(match[1]);
  const message = 'must be the cursor of a sync event';
  throw new InvalidInputError(`${field}: ${message}.`, { details: { violations: [{ field, message }] } });
}
