import { z } from 'zod';
import { isUuid } from './is-uuid.js';

// What the inputs of several subgraphs are made of; each refuses with what it must be instead.

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

/** An id of a row of ours, whether the row is there or not. */
export const id = z.string().refine(isUuid, 'must be an id');

/** How an e-mail address is kept and compared. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

/** An e-mail address, normalized; 254 characters at most (RFC 5321, 4.5.3.1.3). */
export const email = z
  .string()
  .transform(normalizeEmail)
  .pipe(z.email('must be an e-mail address').max(254, 'must have at most 254 characters'));

/** A telephone number in E.164 form. */
export const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164 form, like +33612345678');

export const moment = z.date('must be a date and time');
