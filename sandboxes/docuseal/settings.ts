import { z } from 'zod';
import { defaultOutboxSettings, outboxSettingsShape } from '../kit/outbox.js';

const shape = {
  ...outboxSettingsShape,
  /** Key of the webhooks' signatures, its `whsec_` included; null: webhooks are not signed. */
  webhookSecret: z.string().min(1).nullable(),
  /** A header sent with every webhook, as the vendor lets one type; of the signature's name, it takes its place. */
  secretHeader: z.strictObject({ name: z.string().min(1), value: z.string() }).nullable(),
  /** Whether webhooks have the event names of requirements 003: `signer.signed`, `submission.declined`. */
  oldEventNames: z.boolean(),
  /** Whether the API key is revoked: every call is 401. The fault `expire-tokens` turns it on. */
  apiKeyRevoked: z.boolean(),
  /** Begins the links to forms and documents; null: the address the sandbox listens on. */
  publicUrl: z.url().nullable(),
};

/** Changes to the settings. */
export const settingsSchema = z.strictObject(shape).partial();

/** What can be set when the sandbox is made, and changed while it runs. */
export type Settings = Required<z.output<typeof settingsSchema>>;

export const defaultSettings: Settings = {
  ...defaultOutboxSettings,
  webhookSecret: 'whsec_sandbox-docuseal-secret',
  secretHeader: null,
  oldEventNames: false,
  apiKeyRevoked: false,
  publicUrl: null,
};
