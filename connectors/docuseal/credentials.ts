import { z } from 'zod';

export const credentials = z.strictObject({
  apiKey: z.string().min(1),
  /** The webhook's signing secret, `whsec_` included, or the value of the secret header that was typed in instead. */
  webhookSecret: z.string().min(1).nullish(),
});
export type Credentials = z.infer<typeof credentials>;
