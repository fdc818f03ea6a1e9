import { z } from 'zod';
import { email, id, moment, optional, phone, text } from '../../../platform/service/input-rules.js';
import { ConsentPurpose } from '../entities/consent-purpose.js';

const score = z.int().min(0, 'must be between 0 and 100').max(100, 'must be between 0 and 100');

/** What a contact keeps to. */
export const contactRules = z
  .object({
    firstName: optional(text(200)),
    lastName: optional(text(200)),
    email: optional(email),
    phone: optional(phone),
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

/** A change of a lead: what is left out stays, null empties a field that may be empty. */
export const leadChangeRules = leadRules.omit({ contactId: true }).partial();

export const qualificationRules = z.object({ score: optional(score), notes: optional(text(5_000)) });

export const lossRules = z.object({ reason: optional(text(2_000)) });

export const consentRules = z.object({
  purpose: z.enum(ConsentPurpose),
  granted: z.boolean(),
  at: optional(moment),
  givenBy: optional(text(200)),
  source: text(100),
  wording: optional(text(5_000)),
  evidence: optional(text(2_000)),
});
