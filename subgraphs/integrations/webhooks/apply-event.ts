import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent } from '../../../platform/webhooks/webhook-declaration.js';
import { WebhookOutcome } from '../entities/inbound-webhook.js';
import { applyDeliveryStatus } from './apply-delivery-status.js';
import { applyNews } from './apply-news.js';
import type { EventResult, EventSource } from './event-result.js';

/** Applies one event: what it means in the hub, and the state of the delivery it is about. */
export async function applyEvent(unit: UnitOfWork, source: EventSource, event: InboundEvent): Promise<EventResult> {
  const { news } = event;
  if (!news) return applyDeliveryStatus(unit, source, event);
  const result = await applyNews(unit, source, event, news);
  if (result === 'wait' || event.vendorStatus === null) return result;
  const status = await applyDeliveryStatus(unit, source, event);
  if (status === 'wait') return 'wait';
  return result.outcome === WebhookOutcome.APPLIED ? result : status;
}
