import { z } from 'zod';
import { refuseViolations, violationsOf } from '../../../platform/errors/violations.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { ConsentPurpose } from '../entities/consent-purpose.js';

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !value.includes('\0'), 'must not contain the NUL character');

const optional = <Rules extends z.ZodType>(rules: Rules) => rules.nullish().transform((value) => value ?? null);

const id = z.string().refine(isUuid, 'must be an id');
const score = z.int().min(0, 'must be between 0 and 100').max(100, 'must be between 0 and 100');

/** How an e-mail address is kept and compared. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

const email = z
  .string()
  .transform(normalizeEmail)
  .pipe(z.email('must be an e-mail address').max(254, 'must have at most 254 characters'));

/** What a contact keeps to. */
export const contactRules = z
  .object({
    firstName: optional(text(200)),
    lastName: optional(text(200)),
    email: optional(email),
    phone: optional(z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164 form, like +33612345678')),
    tags: z
      .array(text(50))
      .max(50, 'must have at most 50 items')
      .transform((tags) => [...new Set(tags)]),
  })
  .refine(({ firstName, lastName, email, phone }) => firstName || lastName || email || phone, {
    error: 'a contact needs a name, an e-mail address or a phone number',
  });

export const leadRules = z.object({
  contactId: id,
  source: text(100),
  score: optional(score),
  notes: optional(text(5_000)),
});

export const qualificationRules = z.object({ score: optional(score), notes: optional(text(5_000)) });

export const lossRules = z.object({ reason: optional(text(2_000)) });

export const consentRules = z.object({
  purpose: z.enum(ConsentPurpose),
  granted: z.boolean(),
  at: optional(z.date()),
  givenBy: optional(text(200)),
  source: text(100),
  wording: optional(text(5_000)),
  evidence: optional(text(2_000)),
});

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
