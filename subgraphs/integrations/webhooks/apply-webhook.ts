import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent } from '../../../platform/webhooks/webhook-declaration.js';
import { connectorOf } from '../connections/open-credentials.js';
import { wakeSuccessors } from '../deliveries/move-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { InboundWebhook, WebhookOutcome } from '../entities/inbound-webhook.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { applyVendorStatus } from './apply-vendor-status.js';
import { applyWebhookQueue } from './apply-webhook-queue.js';

const underWay = new Set<DeliveryStatus>([DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.RETRYING]);

/** How long a rejection waits at a time for the delivery it is about, in milliseconds. */
const patienceMs = 2_000;

/** Applies a stored webhook once. Events that arrive late never move a state backwards: the newest by its own time wins. */
export async function applyWebhook(
  unit: UnitOfWork,
  { connectors }: Pick<IntegrationsServices, 'connectors'>,
  webhookId: string,
): Promise<void> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['connection'] as const };
  const stored = await unit.em.findOne(InboundWebhook, { id: webhookId }, options);
  if (!stored || stored.outcome !== WebhookOutcome.RECEIVED) return;
  const { webhook, status } = connectorOf(connectors, stored.connection.connector);
  const [event] = webhook?.parse(stored.payload, { topic: stored.topic, receivedAt: stored.createdAt }) ?? [];
  const delivery = event && (await deliveryOf(unit, stored, event));
  if (!event || !delivery) {
    stored.outcome = WebhookOutcome.IGNORED;
    stored.message = 'No delivery of this hub is meant by it.';
    return;
  }
  if (event.refused && underWay.has(delivery.status)) {
    // The answer to our own request, "accepted", is yet to come: a rejection that overtook it would be undone by it.
    const { organizationId } = delivery;
    const startAfter = new Date(unit.now().getTime() + patienceMs);
    return unit.enqueue(applyWebhookQueue, { organizationId, webhookId }, { startAfter });
  }
  stored.outcome = WebhookOutcome.APPLIED;
  stored.message = event.summary;
  if (delivery.externalId === null && event.externalId !== null) {
    delivery.externalId = event.externalId;
    await wakeSuccessors(unit, delivery);
  }
  if (event.vendorStatus !== null) {
    const applied = await applyVendorStatus(unit, delivery, event, event.vendorStatus, status?.refused ?? []);
    if (applied === 'old') stored.message = `Newer news came first: ${event.summary} changed nothing.`;
  }
  await appendSyncEvent(unit, {
    type: event.vendorStatus === null ? 'delivery.vendor-event' : 'delivery.vendor-status',
    message: `${delivery.subjectReference}: ${event.summary}`,
    connector: delivery.connector,
    deliveryId: delivery.id,
    interventionId: delivery.subjectId,
  });
}

/** By the vendor's id, or by our reference when the webhook was faster than the answer that carries the id. */
async function deliveryOf(unit: UnitOfWork, stored: InboundWebhook, event: InboundEvent): Promise<Delivery | null> {
  const named = [
    ...(event.externalId ? [{ externalId: event.externalId }] : []),
    ...(event.reference ? [{ subjectReference: event.reference }] : []),
  ];
  if (named.length === 0) return null;
  return unit.em.findOne(
    Delivery,
    // An update has the same names; the status is that of the first delivery.
    { connection: stored.connection, dedupeKey: '', $or: named },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { createdAt: 'desc' } },
  );
}
