import type { RequestContext } from '../../../../platform/service/request-context.js';
import type { IntegrationsServices } from '../../services.js';
import { Webhook } from '../entities/webhook.js';
import { ownerOf } from '../owner-of.js';
import { renewSecret } from '../secrets.js';
import { checkWebhook, type WebhookSettings } from './check-webhook.js';

export interface RevealedWebhook {
  webhook: Webhook;
  /** Shown this once. */
  secret: string;
}

/**
 * Makes a webhook; what it carries will be read with the rights of whoever makes it.
 * @throws InvalidInputError
 * @throws ForbiddenError for who may not read sync events
 */
export async function createWebhook(
  { services, caller, write }: RequestContext<IntegrationsServices>,
  settings: WebhookSettings & Required<Pick<WebhookSettings, 'name' | 'url' | 'events'>>,
): Promise<RevealedWebhook> {
  await checkWebhook(services, caller, settings);
  const owner = ownerOf(caller);
  return write(async (unit) => {
    const webhook = new Webhook();
    webhook.organizationId = caller.organizationId;
    webhook.partnerId = caller.partnerId ?? null;
    webhook.owner = owner;
    webhook.name = settings.name;
    webhook.url = settings.url;
    webhook.events = settings.events;
    webhook.payloadSelection = settings.payloadSelection ?? null;
    webhook.active = settings.active ?? true;
    webhook.createdAt = unit.now();
    const secret = await renewSecret(webhook, services.secretBox, unit.now());
    unit.em.persist(webhook);
    return { webhook, secret };
  });
}
