import { ConflictError } from '../errors/errors.js';

/**
 * What refers to a row keeps it from being deleted.
 * @param thing the row, as the sentence has it: `customer`
 * @param referring how many of each kind refer to it, by the kind's name in the plural
 * @throws ConflictError naming all that do; `details.referring` holds their numbers
 */
export function requireUnreferred(thing: string, referring: Readonly<Record<string, number>>): void {
  const there = Object.entries(referring).filter(([, count]) => count > 0);
  if (there.length === 0) return;
  const named = there.map(([kind, count]) => `${kind} (${count})`).join(', ');
  throw new ConflictError(`The ${thing} cannot be deleted while these refer to it: ${named}.`, {
    details: { referring: Object.fromEntries(there) },
  });
}
