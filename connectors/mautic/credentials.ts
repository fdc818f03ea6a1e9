import { z } from 'zod';

const webhookSecret = z.string().min(1).nullish();

/** A user, where Basic authentication is turned on for the API, or OAuth 2.0 client credentials. */
export const credentials = z.union(
  [
    z.strictObject({ username: z.string().min(1), password: z.string().min(1), webhookSecret }),
    z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1), webhookSecret }),
  ],
  { error: 'must have a username and a password, or a clientId and a clientSecret, and perhaps a webhookSecret' },
);
export type Credentials = z.infer<typeof credentials>;
