import { z } from 'zod';

/** What can be set when the sandbox is made, and changed while it runs. */
export interface Settings {
  /** Lifetime of a token, in seconds; the `expires_in` of the token answer. Default 3,600. */
  expiresIn: number;
  /** Requests a client may make in a minute. Default 100. */
  perMinute: number;
  /** Requests a client may make in a day. Default 5,000. */
  perDay: number;
  /** Whether `GET /crm/interventions?external_id=` exists, which the vendor's document does not have. Default true. */
  lookupByExternalId: boolean;
}

/** Changes to the settings. */
export const settingsSchema = z
  .strictObject({
    expiresIn: z.int().positive(),
    perMinute: z.int().nonnegative(),
    perDay: z.int().nonnegative(),
    lookupByExternalId: z.boolean(),
  })
  .partial();
