import { z } from 'zod';
import { refuseViolations, violationsOf } from '../../../platform/errors/violations.js';
import { isUuid } from '../../../platform/service/is-uuid.js';

/** Text with something in it, spaces around it taken off; `max` characters at most. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !value.includes('\0'), 'must not contain the NUL character');

/** May be left out or null; `null` then. */
export const optional = <Rules extends z.ZodType>(rules: Rules) => rules.nullish().transform((value) => value ?? null);

export const id = z.string().refine(isUuid, 'must be an id');
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an e-mail address'));
export const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164 form, like +33612345678');
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, like EUR');
export const moment = z.date('must be a date and time');

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
