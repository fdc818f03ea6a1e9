import { LockMode } from '@mikro-orm/core';
import type { PolledStatus } from '../../../platform/connectors/connector.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import type { IntegrationsServices } from '../services.js';
import { applySignatureNews } from '../signatures/apply-signature-news.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { applyVendorStatus } from '../webhooks/apply-vendor-status.js';

/**
 * Asks the vendor how a delivery stands and takes it over as a webhook's word.
 * @param count told in the same transaction of what was heard, and whether it was news
 * @throws VendorUnavailableError, VendorError
 */
export async function pollStatus(
  services: IntegrationsServices,
  { organizationId, deliveryId }: { organizationId: string; deliveryId: string },
  signal: AbortSignal,
  count: (unit: UnitOfWork, isNews: boolean) => Promise<void>,
): Promise<void> {
  const delivery = await services.database.read(organizationId, (em) =>
    em.findOne(Delivery, { id: deliveryId }, { populate: ['connection'] }),
  );
  if (!delivery || delivery.externalId === null) return;
  const { connection, externalId } = delivery;
  const connector = connectorOf(services.connectors, delivery.connector);
  const { status } = connector;
  if (!status) return;
  const identity = { caller: workerCaller(organizationId), requestId: `poll-${deliveryId}` };
  const asked = services.now();
  const answer = await talkToVendor(services, { identity, connector, connection, signal }, (session) =>
    status.read(session, externalId),
  );
  /** Writes down what was heard. A webhook that came meanwhile had the last word. */
  const newsOf = async (unit: UnitOfWork, locked: Delivery, heard: PolledStatus | null) => {
    if (locked.vendorHeardAt && locked.vendorHeardAt > asked) return null;
    locked.vendorHeardAt = unit.now();
    if (!heard || heard.vendorStatus === null || heard.vendorStatus === locked.vendorStatus) return null;
    const event = { ...heard, occurredAt: heard.occurredAt ?? asked };
    return (await applyVendorStatus(unit, locked, event, heard.vendorStatus, status.refused)) === 'news' ? event : null;
  };
  await runUnitOfWork(services, identity, async (unit) => {
    const locked = await unit.em.findOne(Delivery, { id: deliveryId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!locked) return;
    if (answer?.news?.kind === 'signature') {
      const event = { ...answer, occurredAt: answer.occurredAt ?? asked };
      await applySignatureNews(unit, { connection, isPatient: false }, event, answer.news);
    }
    const news = await newsOf(unit, locked, answer);
    await count(unit, news !== null);
    if (!news) return;
    await appendSyncEvent(unit, {
      type: 'delivery.vendor-status',
      message: `${locked.subjectReference}: ${news.summary}`,
      connector: locked.connector,
      deliveryId,
      ...(locked.subjectType === 'intervention' && { interventionId: locked.subjectId }),
    });
  });
}
