import type { SecretBox } from '../../../platform/secrets/secret-box.js';
import { createWebhookSecret } from '../../../platform/webhooks/standard-webhooks.js';
import type { Webhook } from './entities/webhook.js';

/** How long the secret before the present one is still good, in milliseconds. */
const overlapMs = 24 * 60 * 60 * 1_000;

/** Gives a webhook a new secret and returns it: the only time it is seen. The one before signs too for 24 hours. */
export function renewSecret(webhook: Webhook, secretBox: SecretBox, now: Date): string {
  const secret = createWebhookSecret();
  webhook.previousSecret = webhook.secret ?? null;
  webhook.previousSecretUntil = webhook.previousSecret && new Date(now.getTime() + overlapMs);
  webhook.secret = secretBox.seal(secret, webhook.secretPlace);
  return secret;
}

/** The secrets that sign now, the newest first. @throws SecretUnreadableError */
export function signingSecrets(webhook: Webhook, secretBox: SecretBox, now: Date): string[] {
  const { secret, previousSecret, previousSecretUntil, secretPlace } = webhook;
  const previous = previousSecret && previousSecretUntil && previousSecretUntil > now ? [previousSecret] : [];
  return [secret, ...previous].map((sealed) => secretBox.open(sealed, secretPlace));
}
