import type { SecretBox } from '../../../platform/secrets/secret-box.js';
import { createWebhookSecret } from '../../../platform/webhooks/standard-webhooks.js';
import { previousWebhookSecret, webhookSecret } from '../sealed-columns.js';
import type { Webhook } from './entities/webhook.js';

/** How long the secret before the present one is still good, in milliseconds. */
const overlapMs = 24 * 60 * 60 * 1_000;

/** Gives a webhook a new secret and returns it: the only time it is seen. The one before signs too for 24 hours. */
export async function renewSecret(webhook: Webhook, secretBox: SecretBox, now: Date): Promise<string> {
  const secret = createWebhookSecret();
  const before = webhook.secret ? await secretBox.open(webhookSecret, webhook, webhook.secret) : null;
  webhook.previousSecret = before === null ? null : await secretBox.seal(previousWebhookSecret, webhook, before);
  webhook.previousSecretUntil = before === null ? null : new Date(now.getTime() + overlapMs);
  webhook.secret = await secretBox.seal(webhookSecret, webhook, secret);
  return secret;
}

/** The secrets that sign now, the newest first. @throws SecretUnreadableError */
export async function signingSecrets(webhook: Webhook, secretBox: SecretBox, now: Date): Promise<string[]> {
  const { secret, previousSecret, previousSecretUntil } = webhook;
  const newest = await secretBox.open(webhookSecret, webhook, secret);
  if (!previousSecret || !previousSecretUntil || previousSecretUntil <= now) return [newest];
  return [newest, await secretBox.open(previousWebhookSecret, webhook, previousSecret)];
}
