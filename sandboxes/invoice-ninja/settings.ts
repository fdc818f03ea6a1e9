import { z } from 'zod';

/** What can be set when the sandbox is made, and changed while it runs. */
export interface Settings {
  /** Whether a single entity is answered as `{ "data": … }` (the server) or bare (its OpenAPI file). Default true. */
  wrapped: boolean;
  /** Requests a token may make in a minute; null, the default, is no limit, as on a server of one's own. */
  perMinute: number | null;
  /** How long a bulk action keeps out another one of the same name, in milliseconds. Default 1,000. */
  bulkLockMs: number;
  /**
   * `sent`, the default: beside the answer of the call that causes them, so before or after it. `before-answer`: the
   * call is answered after its webhooks are. `lost`: kept in the state, sent to nobody.
   */
  webhooks: 'sent' | 'before-answer' | 'lost';
  /** How many copies of each webhook are sent, all at once. Default 1. */
  webhookCopies: number;
}

export const defaultSettings: Readonly<Settings> = {
  wrapped: true,
  perMinute: null,
  bulkLockMs: 1000,
  webhooks: 'sent',
  webhookCopies: 1,
};

/** Changes to the settings. */
export const settingsSchema = z
  .strictObject({
    wrapped: z.boolean(),
    perMinute: z.int().nonnegative().nullable(),
    bulkLockMs: z.int().nonnegative(),
    webhooks: z.enum(['sent', 'before-answer', 'lost']),
    webhookCopies: z.int().positive().max(1000),
  })
  .partial();
