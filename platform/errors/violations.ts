import type { ZodError } from 'zod';
import { InvalidInputError } from './errors.js';

/** One broken rule: the path of the field (`beneficiary.email`) and what it must be. */
export interface Violation {
  field: string;
  message: string;
}

/** The violations a Zod error holds, each under its dotted path. */
export function violationsOf(error: ZodError): Violation[] {
  return error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
}

/** Throws INVALID_INPUT naming every violation; returns when there are none. */
export function refuseViolations(violations: readonly Violation[]): void {
  if (violations.length > 0) throw invalidInput(violations);
}

/** INVALID_INPUT naming every violation. */
export function invalidInput(violations: readonly Violation[]): InvalidInputError {
  const list = violations.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  return new InvalidInputError(`The input is not valid: ${list}.`, { details: { violations } });
}
