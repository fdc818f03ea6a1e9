import { ConflictError } from '../errors/errors.js';

/**
 * Holds a change of status to its transition table.
 * @param what the thing with its article, as a sentence starts with it: `An invoice`
 * @throws ConflictError when the table has no such transition; `details` holds the statuses it may become
 */
export function requireTransition<Status extends string>(
  what: string,
  transitions: Readonly<Record<Status, readonly Status[]>>,
  from: Status,
  to: Status,
): void {
  const allowed = transitions[from];
  if (allowed.includes(to)) return;
  throw new ConflictError(`${what} that is ${from} cannot become ${to}.`, {
    details: { field: 'status', currentStatus: from, allowedStatuses: allowed },
  });
}
