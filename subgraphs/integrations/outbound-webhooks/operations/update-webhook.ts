import { ForbiddenError } from '../../../../platform/errors/errors.js';
import type { RequestContext } from '../../../../platform/service/request-context.js';
import type { IntegrationsServices } from '../../services.js';
import type { Webhook } from '../entities/webhook.js';
import { ownerOf } from '../owner-of.js';
import { checkWebhook, type WebhookSettings } from './check-webhook.js';
import { lockedWebhook, requireWebhook } from './load-webhook.js';
import { requireShared } from './partners-webhooks.js';

/**
 * Changes what is given and leaves the rest. Made active, a webhook starts with a clean slate; what it missed is sent
 * by `recoverWebhook`. Whoever changes where it goes or what it carries becomes its owner: nobody sends on another's rights.
 * @throws InvalidInputError, NotFoundError
 * @throws ForbiddenError for a new owner who may not read sync events, and for who would redirect a partner's webhook
 * @throws ConflictError when a webhook of a partner that nothing is shared with is to be active
 */
export async function updateWebhook(
  context: RequestContext<IntegrationsServices>,
  id: string,
  settings: WebhookSettings,
): Promise<Webhook> {
  const { services, caller, write } = context;
  await requireWebhook(context, id);
  await checkWebhook(services, caller, settings);
  const ownerChanges = settings.url !== undefined || settings.payloadSelection !== undefined;
  const owner = ownerChanges ? ownerOf(caller) : null;
  return write(async (unit) => {
    const webhook = await lockedWebhook(unit, id);
    const { name, url, events, payloadSelection, active } = settings;
    if (ownerChanges && webhook.partnerId !== (caller.partnerId ?? null))
      throw new ForbiddenError('Where a partner’s webhook goes and what it carries is for the partner to say.');
    if (active === true) await requireShared(unit.em, webhook);
    if (name !== undefined) webhook.name = name;
    if (events !== undefined) webhook.events = events;
    if (url !== undefined) webhook.url = url;
    if (payloadSelection !== undefined) webhook.payloadSelection = payloadSelection;
    if (owner) webhook.owner = owner;
    if (active === true && !webhook.active) {
      Object.assign(webhook, { disabledReason: null, failureSince: null, failureCount: 0 });
    }
    if (active !== undefined) webhook.active = active;
    return webhook;
  });
}
