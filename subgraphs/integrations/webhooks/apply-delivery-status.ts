import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent } from '../../../platform/webhooks/webhook-declaration.js';
import { wakeSuccessors } from '../deliveries/move-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { WebhookOutcome } from '../entities/inbound-webhook.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { applyVendorStatus } from './apply-vendor-status.js';
import type { EventResult, EventSource } from './event-result.js';

const underWay = new Set<DeliveryStatus>([DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.RETRYING]);

/** Takes over the vendor's word for the state of a delivery. Late ones never move it backwards: the newest by its own time wins. */
export async function applyDeliveryStatus(
  unit: UnitOfWork,
  source: EventSource,
  event: InboundEvent,
): Promise<EventResult> {
  const delivery = await deliveryOf(unit, source, event);
  if (!delivery) return { outcome: WebhookOutcome.IGNORED, message: 'No delivery of this hub is meant by it.' };
  // The answer to our own request, "accepted", is yet to come: a rejection that overtook it would be undone by it.
  if (event.refused && underWay.has(delivery.status) && source.isPatient) return 'wait';
  if (delivery.externalId === null && event.externalId !== null) {
    delivery.externalId = event.externalId;
    await wakeSuccessors(unit, delivery);
  }
  let message = event.summary;
  if (event.vendorStatus !== null) {
    const refusals = source.connector.status?.refused ?? [];
    const applied = await applyVendorStatus(unit, delivery, event, event.vendorStatus, refusals);
    if (applied === 'old') message = `Newer news came first: ${event.summary} changed nothing.`;
  }
  await appendSyncEvent(unit, {
    type: event.vendorStatus === null ? 'delivery.vendor-event' : 'delivery.vendor-status',
    message: `${delivery.subjectReference}: ${event.summary}`,
    connector: delivery.connector,
    deliveryId: delivery.id,
    ...(delivery.subjectType === 'intervention' && { interventionId: delivery.subjectId }),
  });
  return { outcome: WebhookOutcome.APPLIED, message };
}

/** By the vendor's id, or by our reference when the webhook was faster than the answer that carries the id. */
async function deliveryOf(
  unit: UnitOfWork,
  { connection, connector: { status } }: EventSource,
  { externalId, reference }: InboundEvent,
): Promise<Delivery | null> {
  const named = [...(externalId ? [{ externalId }] : []), ...(reference ? [{ subjectReference: reference }] : [])];
  if (named.length === 0) return null;
  return unit.em.findOne(
    Delivery,
    // An update has the same names; the status is that of the first delivery.
    { connection, dedupeKey: '', ...(status && { action: { $in: [...status.actions] } }), $or: named },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { createdAt: 'desc' } },
  );
}
