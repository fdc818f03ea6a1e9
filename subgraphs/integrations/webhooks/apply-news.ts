import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent, VendorNews } from '../../../platform/webhooks/webhook-declaration.js';
import { WebhookOutcome } from '../entities/inbound-webhook.js';
import { applySignatureNews } from '../signatures/apply-signature-news.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { pullRecordQueue } from '../two-way/pull-record-queue.js';
import type { EventResult, EventSource } from './event-result.js';

/** Does what a vendor's news mean in the hub; what is another subgraph's goes to it as a domain event. */
export async function applyNews(
  unit: UnitOfWork,
  source: EventSource,
  event: InboundEvent,
  news: VendorNews,
): Promise<EventResult> {
  const { connector } = source;
  const { occurredAt, summary } = event;
  const applied = { outcome: WebhookOutcome.APPLIED, message: summary };
  switch (news.kind) {
    case 'consent': {
      const { email, channel, granted, reason } = news;
      if (email === null) return { outcome: WebhookOutcome.IGNORED, message: 'It does not say whose consent it is.' };
      const at = occurredAt.toISOString();
      await unit.emit('consent.told', { email, channel, granted, reason, at, connector: connector.key });
      return applied;
    }
    case 'touch': {
      const { email, activity = 'OTHER', title, key } = news;
      const at = occurredAt.toISOString();
      if (email) await unit.emit('contact.touched', { email, activity, title, key, at, connector: connector.key });
      // The title alone: whose it is would be personal data in a record that is not kept for that.
      await appendSyncEvent(unit, { type: 'contact.touched', message: title, connector: connector.key });
      return applied;
    }
    case 'signature':
      return applySignatureNews(unit, source, event, news);
    case 'record': {
      const { externalId } = event;
      if (externalId === null) return { outcome: WebhookOutcome.IGNORED, message: 'It does not say which record.' };
      const { organizationId, id: connectionId } = source.connection;
      await unit.enqueue(pullRecordQueue, { organizationId, connectionId, type: news.record, externalId });
      return { ...applied, message: `${summary}: read anew from ${connector.title}` };
    }
  }
}
