import { ConflictError } from '../../../platform/errors/errors.js';
import type { Quote } from '../entities/quote.js';

/** @throws ConflictError when the customer answered a quote that was not valid any more */
export function requireValidAt({ validUntil, status }: Quote, at: Date, how: 'signed' | 'rejected'): void {
  if (!validUntil || at <= validUntil) return;
  throw new ConflictError(`The quote was not valid any more when it was ${how}: make a new one.`, {
    details: { field: `${how}At`, validUntil: validUntil.toISOString(), currentStatus: status },
  });
}
