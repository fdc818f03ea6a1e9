import { LockMode } from '@mikro-orm/core';
import { ConflictError } from '../../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { Connection } from '../../entities/connection.js';
import { Webhook } from '../entities/webhook.js';
import { disableWebhook } from './disable-webhook.js';

/** Disables every webhook of a partner that nothing is shared with any more. */
export async function disablePartnersWebhooks(unit: UnitOfWork, partnerId: string): Promise<void> {
  const webhooks = await unit.em.find(
    Webhook,
    { partnerId, active: true },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  for (const webhook of webhooks)
    await disableWebhook(unit, webhook, 'the organization does not share its dossiers with the partner any more');
}

/** @throws ConflictError for the webhook of a partner that nothing is shared with */
export async function requireShared(em: UnitOfWork['em'], { partnerId }: Webhook): Promise<void> {
  if (partnerId === null) return;
  const { authorised } = await em.findOneOrFail(Connection, { id: partnerId });
  if (!authorised) throw new ConflictError('The organization does not share its dossiers with this partner.');
}

/** How many webhooks a partner may have: each is one more message for each of its events. */
const mostWebhooks = 20;

/** @throws ConflictError when a partner has as many webhooks as it may */
export async function requireRoom(em: UnitOfWork['em'], partnerId: string): Promise<void> {
  const there = await em.count(Webhook, { partnerId });
  if (there >= mostWebhooks) throw new ConflictError(`You have ${there} webhooks already: delete one first.`);
}
