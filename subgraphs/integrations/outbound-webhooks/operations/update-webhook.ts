import type { RequestContext } from '../../../../platform/service/request-context.js';
import { mayRead } from '../../policies/access.js';
import type { IntegrationsServices } from '../../services.js';
import type { Webhook } from '../entities/webhook.js';
import { checkWebhook, type WebhookSettings } from './check-webhook.js';
import { lockedWebhook } from './load-webhook.js';

/**
 * Changes what is given and leaves the rest. Made active, a webhook starts with a clean slate; what it missed is sent
 * by `recoverWebhook`. Whoever changes where it goes or what it carries becomes its owner: nobody sends on another's rights.
 * @throws InvalidInputError, NotFoundError
 * @throws ForbiddenError for a new owner who may not read sync events
 */
export async function updateWebhook(
  { services, caller, write }: RequestContext<IntegrationsServices>,
  id: string,
  settings: WebhookSettings,
): Promise<Webhook> {
  await write((unit) => lockedWebhook(unit, id));
  await checkWebhook(services, caller, settings);
  const ownerChanges = settings.url !== undefined || settings.payloadSelection !== undefined;
  if (ownerChanges) mayRead(caller);
  return write(async (unit) => {
    const webhook = await lockedWebhook(unit, id);
    const { name, url, events, payloadSelection, active } = settings;
    if (name !== undefined) webhook.name = name;
    if (events !== undefined) webhook.events = events;
    if (url !== undefined) webhook.url = url;
    if (payloadSelection !== undefined) webhook.payloadSelection = payloadSelection;
    if (ownerChanges) webhook.owner = { actor: caller.actor, scopes: caller.scopes };
    if (active === true && !webhook.active) {
      Object.assign(webhook, { disabledReason: null, failureSince: null, failureCount: 0 });
    }
    if (active !== undefined) webhook.active = active;
    return webhook;
  });
}
