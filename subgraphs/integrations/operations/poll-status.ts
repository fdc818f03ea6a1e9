import { LockMode } from '@mikro-orm/core';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { applyVendorStatus } from '../webhooks/apply-vendor-status.js';

/**
 * Asks the vendor how a delivery stands and takes it over as a webhook's word.
 * @throws VendorUnavailableError, VendorError
 */
export async function pollStatus(
  services: IntegrationsServices,
  { organizationId, deliveryId }: { organizationId: string; deliveryId: string },
  signal: AbortSignal,
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
  await runUnitOfWork(services, identity, async (unit) => {
    const locked = await unit.em.findOne(Delivery, { id: deliveryId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!locked) return;
    // A webhook that came meanwhile had the last word.
    if (locked.vendorHeardAt && locked.vendorHeardAt > asked) return;
    locked.vendorHeardAt = unit.now();
    if (!answer || answer.vendorStatus === null || answer.vendorStatus === locked.vendorStatus) return;
    const event = { ...answer, occurredAt: answer.occurredAt ?? asked };
    if ((await applyVendorStatus(unit, locked, event, answer.vendorStatus, status.refused)) !== 'news') return;
    await appendSyncEvent(unit, {
      type: 'delivery.vendor-status',
      message: `${locked.subjectReference}: ${answer.summary}`,
      connector: locked.connector,
      deliveryId,
      interventionId: locked.subjectId,
    });
  });
}
