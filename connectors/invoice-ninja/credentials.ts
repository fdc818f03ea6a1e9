import { z } from 'zod';

export const credentials = z.strictObject({
  /** The token of one company: each company is a connection of its own. */
  apiKey: z.string().min(1),
  /** What the secrets of the webhooks are made from, one for each event. Without it no webhook is accepted. */
  webhookSecret: z.string().min(1).nullish(),
});
export type Credentials = z.infer<typeof credentials>;
