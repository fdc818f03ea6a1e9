import { z } from 'zod';

const id = (usual: number) => z.int().min(1).nullable().default(usual);

/** What the hub asks people for, as the graph names it. */
export const purposes = ['EMAIL_MARKETING', 'SMS_MARKETING', 'PHONE_MARKETING', 'PROFILING', 'DATA_SHARING'] as const;

const purpose = (usual: (typeof purposes)[number] | null) => z.enum(purposes).nullable().default(usual);

/** Which of Mautic's campaigns and segments are which, by their ids there; null: there is none. */
export const settings = z.strictObject({
  campaigns: z
    .strictObject({
      quoteSent: id(1),
      quoteFollowup: id(2),
      /** One for all levels, which each of them starts again; or one for each, the first reminder's first. */
      paymentReminder: z
        .union([z.int().min(1), z.array(z.int().min(1)).length(3)])
        .nullable()
        .default(3),
      welcome: id(4),
      leadNurturing: id(5),
    })
    .prefault({}),
  /**
   * Without this consent a campaign does not go. Null: none is needed, because the e-mails belong to a contract or to an
   * offer that the person asked for.
   */
  consents: z
    .strictObject({
      quoteSent: purpose(null),
      quoteFollowup: purpose(null),
      paymentReminder: purpose(null),
      welcome: purpose('EMAIL_MARKETING'),
      leadNurturing: purpose('EMAIL_MARKETING'),
    })
    .prefault({}),
  segments: z
    .strictObject({ leads: id(1), prospects: id(2), clients: id(3), pendingQuotes: id(4), overduePayments: id(5) })
    .prefault({}),
  /** The alias of a text field of contacts that keeps our id; without one, contacts are known by their e-mail address. */
  contactIdField: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be the alias of a field')
    .nullable()
    .default(null),
});
export type Settings = z.infer<typeof settings>;
export type CampaignName = keyof Settings['campaigns'];
export type SegmentName = keyof Settings['segments'];
