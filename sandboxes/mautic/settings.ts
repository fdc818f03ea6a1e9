import { z } from 'zod';
import { defaultOutboxSettings, outboxSettingsShape } from '../kit/outbox.js';

const shape = {
  ...outboxSettingsShape,
  /** Key of the webhooks' signatures. */
  webhookSecret: z.string().min(1),
  /** Whether webhooks wait for `webhooks.process`, as the queue mode of the vendor has it, and then share requests. */
  webhookQueue: z.boolean(),
  /** Whether a user's name and password are taken; the real server has this off until it is turned on. */
  basicAuth: z.boolean(),
  /** Lifetime of a token, in seconds. */
  expiresIn: z.int().positive(),
  /** `errors`: today's error format; `error`: the older one of the documents. */
  errorFormat: z.enum(['errors', 'error']),
};

/** Changes to the settings. */
export const settingsSchema = z.strictObject(shape).partial();

/** What can be set when the sandbox is made, and changed while it runs. */
export type Settings = Required<z.output<typeof settingsSchema>>;

export const defaultSettings: Settings = {
  ...defaultOutboxSettings,
  webhookSecret: 'sandbox-mautic-secret',
  webhookQueue: false,
  basicAuth: true,
  expiresIn: 3600,
  errorFormat: 'errors',
};
