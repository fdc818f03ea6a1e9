import { runUnitOfWork, type UnitIdentity } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import type { IntegrationsServices } from '../services.js';
import { heldByConflicts } from '../two-way/held-by-conflicts.js';
import { actionOf } from './action-of.js';
import { lockDelivery } from './lock-delivery.js';
import { prepareDelivery } from './prepare-delivery.js';
import { resumeDelivery } from './resume-delivery.js';

const waits = { status: DeliveryStatus.BLOCKED, waitsFor: 'dossier' } as const;

/**
 * Looks once more at a delivery that was just set to wait for its subject: what it waits for may have come between the
 * look at the subject and the note that it waits, and then woke nobody. Takes it up when there is any difference.
 */
export async function lookAgain(
  services: IntegrationsServices,
  identity: UnitIdentity,
  deliveryId: string,
): Promise<void> {
  const { organizationId } = identity.caller;
  const delivery = await services.database.read(organizationId, (em) =>
    em.findOne(Delivery, { id: deliveryId, ...waits }, { populate: ['connection'] }),
  );
  if (!delivery) return;
  const { connector } = actionOf(services.connectors, delivery);
  const held = await heldByConflicts(services.database, connector, delivery);
  const prepared = held ?? (await prepareDelivery(services, identity, delivery)).prepared;
  const { blockedBy, violations } = delivery;
  if (!prepared.ready && whyOf(prepared) === whyOf({ reason: blockedBy, violations })) return;
  await runUnitOfWork(services, identity, async (unit) => {
    const waiting = await lockDelivery(unit.em, { id: deliveryId, ...waits });
    if (waiting) await resumeDelivery(unit, waiting);
  });
}

const whyOf = ({ reason, violations }: { reason: string | null; violations: readonly object[] }): string =>
  JSON.stringify([reason, violations.map((violation) => Object.entries(violation).sort())]);
