import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { InboundWebhook, WebhookOutcome } from '../entities/inbound-webhook.js';
import type { IntegrationsServices } from '../services.js';
import { applyEvent } from './apply-event.js';
import { applyWebhookQueue } from './apply-webhook-queue.js';

/** How long an event waits at a time for what is under way, and for how long in all, in milliseconds. */
const waitMs = 2_000;
const patienceMs = 600_000;

/**
 * Applies a stored webhook once: all events of its body, in order. Where one has to wait for something of ours that is
 * under way, those before it stay done and it is taken up again from there.
 */
export async function applyWebhook(
  unit: UnitOfWork,
  { connectors }: Pick<IntegrationsServices, 'connectors'>,
  webhookId: string,
): Promise<void> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['connection'] as const };
  const stored = await unit.em.findOne(InboundWebhook, { id: webhookId }, options);
  if (!stored || stored.outcome !== WebhookOutcome.RECEIVED) return;
  const { organizationId, connection, topic, createdAt } = stored;
  const connector = connectorOf(connectors, connection.connector);
  const events = connector.webhook?.parse(stored.payload, { topic, receivedAt: createdAt }) ?? [];
  const now = unit.now();
  const isPatient = now.getTime() - (stored.waitingSince ?? now).getTime() < patienceMs;
  for (const event of events.slice(stored.events.length)) {
    const result = await applyEvent(unit, { connector, connection, isPatient }, event);
    if (result === 'wait') {
      stored.waitingSince ??= now;
      const startAfter = new Date(now.getTime() + waitMs);
      return unit.enqueue(applyWebhookQueue, { organizationId, webhookId }, { startAfter });
    }
    stored.events = [...stored.events, { type: event.type, ...result }];
    await unit.em.flush();
  }
  const isApplied = stored.events.some(({ outcome }) => outcome === WebhookOutcome.APPLIED);
  stored.outcome = isApplied ? WebhookOutcome.APPLIED : WebhookOutcome.IGNORED;
  stored.message = stored.events.map(({ message }) => message).join('; ') || 'Nothing in it is of interest here.';
  stored.waitingSince = null;
}
