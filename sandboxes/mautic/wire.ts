import { z } from 'zod';

/** Requests of the Mautic REST API as its documents have them; like the real server, they pass over unknown fields. */
const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Any field's alias, and what is no field: `tags`, `owner`, `lastActive`, `ipAddress`, `overwriteWithBlank`. */
export const contactSchema = z
  .object({
    id: z.coerce.number().int().optional(),
    email: z.union([z.email('This value is not a valid email address.'), z.literal(''), z.null()]).optional(),
    tags: z.union([z.string().transform((tags) => tags.split(',')), z.array(z.string())]).optional(),
    owner: z.union([z.coerce.number().int(), z.null()]).optional(),
    lastActive: z.string().optional(),
    overwriteWithBlank: z.union([z.boolean(), z.stringbool(), z.literal(1), z.literal(0)]).optional(),
  })
  .catchall(z.unknown());

export const contactFieldSchema = fieldValue;

export const noteSchema = z.object({
  lead: z.coerce.number().int(),
  text: z.string().min(1, 'This value should not be blank.'),
  type: z.enum(['general', 'email', 'call', 'meeting']).default('general'),
  dateTime: z.string().nullable().default(null),
});

export const noteChangeSchema = noteSchema.omit({ lead: true }).partial();

/** Reasons of "do not contact"; a text that is no number is a manual one. */
export const dncSchema = z.object({
  reason: z.coerce.number().int().min(1).max(3).catch(3),
  channelId: z.coerce.number().int().nullable().catch(null),
  comments: z.string().default(''),
});

export const tokenRequestSchema = z.object({
  grant_type: z.string().default(''),
  client_id: z.string().default(''),
  client_secret: z.string().default(''),
});

export type ContactInput = z.output<typeof contactSchema>;

/** A time as the API's answers have it: to the second, with its offset. */
export function vendorTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+00:00');
}

/** A time as the database's tables have it. */
export function tableTime(time: string | null): string | null {
  return time && new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** A keyed array as PHP writes it: a list when its keys count from 0 and when it is empty, an object otherwise. */
export function phpArray<T>(entries: readonly (readonly [key: number, value: T])[]): T[] | Record<string, T> {
  const isList = entries.every(([key], index) => key === index);
  return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
