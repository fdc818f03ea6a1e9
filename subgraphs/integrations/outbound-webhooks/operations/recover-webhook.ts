import { LockMode } from '@mikro-orm/core';
import { ConflictError } from '../../../../platform/errors/errors.js';
import { refuseViolations } from '../../../../platform/errors/violations.js';
import type { UnitOfWork } from '../../../../platform/service/unit-of-work.js';
import { SyncEvent } from '../../entities/sync-event.js';
import { Webhook } from '../entities/webhook.js';
import { WebhookMessage, WebhookMessageStatus } from '../entities/webhook-message.js';
import { recoverWebhookQueue } from '../queues.js';
import { createMessage, resumeMessage } from '../sending/put-on-its-way.js';
import { eventsFor } from './events-for.js';
import { lockedWebhook } from './load-webhook.js';

/** How far back a recovery reaches, in days. */
export const recoveryDays = 14;
const longestMs = recoveryDays * 24 * 60 * 60 * 1_000;
/** Events looked at in one transaction. */
const pageSize = 500;

/**
 * Sends again everything that failed, and everything that was never made a message, since a time.
 * @returns how many events that is; they go out a page at a time
 * @throws NotFoundError, InvalidInputError (more than 14 days back, or yet to come)
 * @throws ConflictError while the webhook is not active
 */
export async function recoverWebhook(unit: UnitOfWork, id: string, since: Date): Promise<number> {
  const webhook = await lockedWebhook(unit, id);
  const age = unit.now().getTime() - since.getTime();
  const broken = Number.isNaN(age) || age < 0 || age > longestMs;
  refuseViolations(broken ? [{ field: 'since', message: `must be within the last ${recoveryDays} days` }] : []);
  if (!webhook.active) throw new ConflictError('The webhook is not active: make it active first.', { details: { id } });

  const patterns = webhook.events.map((pattern) => pattern.replace('*', '%')).join(',');
  const [row] = await unit.em.execute<{ count: string }[]>(
    `select count(*) as count from integrations.sync_events e
       left join integrations.webhook_messages m on m.webhook_id = ? and m.sequence = e.sequence
     where e.organization_id = ? and e.occurred_at >= ? and e.type like any (string_to_array(?, ','))
       and (m.id is null or m.status = 'FAILED')
       and (?::uuid is null or exists (
         select from integrations.deliveries d where d.id = e.delivery_id and d.connection_id = ?::uuid))`,
    [id, unit.caller.organizationId, since, patterns, webhook.partnerId, webhook.partnerId],
  );
  await unit.enqueue(recoverWebhookQueue, {
    organizationId: unit.caller.organizationId,
    webhookId: id,
    since: since.toISOString(),
    afterSequence: '0',
  });
  return Number(row?.count ?? 0);
}

/** One page of a recovery; puts the next one on its way. */
export async function recoverPage(
  unit: UnitOfWork,
  page: { organizationId: string; webhookId: string; since: string; afterSequence: string },
): Promise<void> {
  const { webhookId, since, afterSequence } = page;
  const webhook = await unit.em.findOne(Webhook, { id: webhookId });
  if (!webhook?.active) return;
  const events = await unit.em.find(
    SyncEvent,
    { sequence: { $gt: afterSequence }, occurredAt: { $gte: new Date(since) } },
    { orderBy: { sequence: 'asc' }, limit: pageSize },
  );
  const known = await unit.em.find(
    WebhookMessage,
    { webhookId, sequence: { $in: events.map(({ place }) => place) } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const messageOf = new Map(known.map((message) => [message.sequence, message]));
  for (const event of await eventsFor(unit.em, webhook, events)) {
    const message = messageOf.get(event.place);
    if (!message) await createMessage(unit, webhook, event);
    else if (message.status === WebhookMessageStatus.FAILED) await resumeMessage(unit, message);
  }
  const last = events.at(-1);
  if (last && events.length === pageSize) {
    await unit.enqueue(recoverWebhookQueue, { ...page, afterSequence: last.place });
  }
}
