import type { z } from 'zod';
import { refuseViolations, violationsOf } from '../errors/violations.js';

/**
 * The input as the rules leave it.
 * @throws InvalidInputError naming every field that breaks one
 */
export function checked<Rules extends z.ZodType>(rules: Rules, input: unknown): z.output<Rules> {
  const result = rules.safeParse(input);
  if (!result.success) refuseViolations(violationsOf(result.error));
  return result.data as z.output<Rules>;
}

/** The fields of a change that were given; null was given, to empty the field. */
export function given<Input extends object>(input: Input): Partial<Input> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<Input>;
}
