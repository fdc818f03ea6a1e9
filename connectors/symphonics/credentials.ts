import { z } from 'zod';

export const credentials = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  webhookSecret: z.string().min(1).nullish(),
});
export type Credentials = z.infer<typeof credentials>;
