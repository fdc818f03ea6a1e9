import type { Connector, NeededSubject } from '../../../platform/connectors/connector.js';
import { subjectKey } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { unspend } from '../traffic/rate-budget.js';
import { actionOf, pushActionOf } from './action-of.js';
import { leasedDelivery } from './begin-attempt.js';
import type { Claim } from './claim-delivery.js';
import { externalIdsOf, lockRecords } from './external-records.js';
import { enqueueDelivery, moveDelivery } from './move-delivery.js';
import { requestOn } from './request-delivery.js';

const underWay = [
  DeliveryStatus.PENDING,
  DeliveryStatus.SENDING,
  DeliveryStatus.RETRYING,
  DeliveryStatus.BLOCKED,
] as const;

/**
 * Settles a claimed delivery that needs other subjects at the vendor first: they are sent on their way, on the same
 * connection, and the first of them to get there wakes this one, which then looks again.
 */
export async function waitForOthers(
  unit: UnitOfWork,
  connector: Connector,
  claim: Claim,
  { reason, missing }: { reason: string; missing: readonly NeededSubject[] },
): Promise<void> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery) return;
  const { connection, subjectReference } = delivery;
  await unspend(unit.em, claim.reservation);
  await lockRecords(unit, connection.id, missing);
  const there = await externalIdsOf(unit.em, connection.id, missing);
  const [first, ...others] = missing.filter((needed) => !there.has(subjectKey(needed)));
  const released = { leaseId: null, leaseUntil: null };
  if (!first) {
    // They got there in this very moment, and woke nobody.
    Object.assign(delivery, released);
    return enqueueDelivery(unit, delivery);
  }
  for (const needed of [first, ...others]) await bringThere(unit, connector, delivery, needed);
  const message = `${subjectReference} waits for ${first.type} ${first.reference} to get to ${connector.key}`;
  await moveDelivery(unit, delivery, DeliveryStatus.BLOCKED, message, {
    ...released,
    blockedBy: reason,
    waitsFor: 'predecessor',
    awaitedSubjectId: first.id,
  });
}

/** Asks for a needed subject's own delivery, where none is under way. */
async function bringThere(
  unit: UnitOfWork,
  connector: Connector,
  { connection, isSilent }: Delivery,
  { type, id: subjectId, reference: subjectReference }: NeededSubject,
): Promise<void> {
  const request = { connector: connector.key, action: pushActionOf(connector, type), subjectId };
  const { action } = actionOf([connector], request);
  const going = { connection, action: request.action, subjectId, status: { $in: [...underWay] } };
  if ((await unit.em.count(Delivery, going)) > 0) return;
  await requestOn(unit, connection, action, {
    ...request,
    subjectType: type,
    subjectReference,
    byHand: false,
    isSilent,
  });
}
