import { z } from 'zod';

// Mautic 5's REST API. What we read is lenient: PHP writes what is empty as [], whatever it is otherwise, numbers now as
// numbers and now as texts, and the examples of the documents leave most of a contact out.

const number = z.coerce.number().int();
const moment = z.string().nullish();

/** A keyed list: an object, or [] when it is empty. */
const keyed = <T extends z.ZodType>(value: T) => z.union([z.record(z.string(), value), z.array(value)]);

const scalar = z.union([z.string(), z.number(), z.boolean()]).nullish();
const fieldGroup = keyed(z.object({ alias: z.string(), value: scalar }).partial()).catch([]);

const doNotContact = z.object({
  channel: z.string(),
  /** 1 unsubscribed, 2 bounced, 3 by hand. */
  reason: number,
  comments: z.string().nullish(),
});

export const contactSchema = z.object({
  id: number,
  dateAdded: moment,
  dateModified: moment,
  points: number.catch(0),
  fields: z
    .object({
      core: fieldGroup,
      social: fieldGroup,
      personal: fieldGroup,
      professional: fieldGroup,
      all: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
    })
    .partial()
    .catch({}),
  tags: keyed(z.unknown()).catch([]),
  doNotContact: z.array(doNotContact).catch([]),
});
export type Contact = z.infer<typeof contactSchema>;

export const contactAnswer = z.object({ contact: contactSchema });
export const contactList = z.object({ total: number, contacts: keyed(contactSchema) });

/** A field's value, however the answer groups it. */
export function fieldOf({ fields }: Pick<Contact, 'fields'>, alias: string): string | null {
  const flat = fields.all && !Array.isArray(fields.all) ? fields.all[alias] : undefined;
  const groups = [fields.core, fields.social, fields.personal, fields.professional];
  const grouped = groups.flatMap((group) => Object.values(group ?? {})).find((field) => field.alias === alias)?.value;
  const value = grouped ?? flat;
  return typeof value === 'string' || typeof value === 'number' ? String(value) || null : null;
}

/** In alphabetical order. */
export function tagsOf({ tags }: Pick<Contact, 'tags'>): string[] {
  const named = z.object({ tag: z.string() });
  return Object.values(tags)
    .flatMap((one) => named.safeParse(one).data?.tag ?? [])
    .sort();
}

/** What a contact is given; an empty text takes a value away with `overwriteWithBlank`, a tag that begins with - a tag. */
export interface ContactFields {
  [alias: string]: string | boolean | readonly string[];
}

export const noteSchema = z.object({ id: number, text: z.string().nullish() });
export const noteAnswer = z.object({ note: noteSchema });
export const noteList = z.object({ total: number, notes: keyed(noteSchema) });

const named = z.object({
  id: number,
  name: z.string().nullish(),
  isPublished: z.union([z.boolean(), number]).nullish(),
});
export const campaignSchema = named.extend({ events: keyed(z.object({ id: number, type: z.string() })).catch([]) });
export const campaignAnswer = z.object({ campaign: campaignSchema });
export const campaignList = z.object({ campaigns: keyed(campaignSchema) });
export const segmentAnswer = z.object({ list: named });
export const segmentList = z.object({ lists: keyed(named) });
export const memberOfCampaigns = z.object({ campaigns: keyed(named.pick({ id: true, name: true })) });
export const memberOfSegments = z.object({ segments: keyed(named.pick({ id: true, name: true })) });

/** `1` or `true`, as the version has it. */
export const doneAnswer = z.object({ success: z.union([z.literal(true), z.literal(1), z.literal('1')]) });

/** Rows of a table of the database; every value a text or null. */
export const statList = z.object({
  total: number,
  stats: z.array(z.record(z.string(), z.union([z.string(), z.number()]).nullable())),
});

const activity = z.object({
  event: z.string(),
  eventType: z.string().nullish(),
  timestamp: z.string(),
});
export const activityList = z.object({ total: number, events: z.array(activity) });

export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/** Of today, and of older versions. */
export const errorAnswer = z.union([
  z.object({ errors: z.array(z.object({ message: z.string() })).min(1) }),
  z.object({ error: z.object({ message: z.string() }) }),
  z.object({ error: z.string(), error_description: z.string().optional() }),
]);
