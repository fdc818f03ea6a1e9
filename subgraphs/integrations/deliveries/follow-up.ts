import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { unspend } from '../traffic/rate-budget.js';
import { leasedDelivery } from './begin-attempt.js';
import type { Claim } from './claim-delivery.js';
import { giveUp } from './give-up.js';
import { moveDelivery, wakeSuccessors } from './move-delivery.js';

// What sets updates apart from first deliveries: they build on what the vendor has, and may find nothing to do.

const released = { leaseId: null, leaseUntil: null };

/** Settles a claimed delivery that has nothing to send: all of it is there, or what it follows is not. */
export async function settleUnsent(
  unit: UnitOfWork,
  claim: Claim,
  because: 'nothing-new' | 'not-published',
): Promise<void> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery) return;
  await unspend(unit.em, claim.reservation);
  const { connector, subjectReference } = delivery;
  if (because === 'nothing-new') {
    await wakeSuccessors(unit, delivery);
    const message = delivery.mustReconcile
      ? `nothing is left to send of ${subjectReference}; the attempt that was interrupted may have reached ${connector}`
      : `${connector} has all of ${subjectReference} already`;
    return moveDelivery(unit, delivery, DeliveryStatus.CANCELLED, message, released);
  }
  // It is woken when what it follows has got there.
  const waiting = { ...released, blockedBy: 'not published yet', waitsFor: 'predecessor' as const };
  if (delivery.status === DeliveryStatus.PENDING) Object.assign(delivery, waiting);
  else
    await moveDelivery(unit, delivery, DeliveryStatus.PENDING, `${subjectReference} waits for ${connector}`, waiting);
}

/** Nobody can say whether it arrived: a person looks, and sends it again or not. */
export async function leaveToReview(unit: UnitOfWork, delivery: Delivery, why: string): Promise<void> {
  await giveUp(unit, delivery, why);
  // Taken up by hand, it is sent: that person has looked.
  delivery.mustReconcile = false;
}

/** The same for one whose worker was lost in the middle. */
export async function leaveClaimToReview(unit: UnitOfWork, claim: Claim): Promise<void> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery) return;
  await unspend(unit.em, claim.reservation);
  await leaveToReview(unit, delivery, 'the worker was lost before the answer was written down');
}

/** Whether the vendor has refused the subject since: an update that it takes does not undo that. */
export async function wasRefused(unit: UnitOfWork, update: Delivery, refusals: readonly string[]): Promise<boolean> {
  if (update.dedupeKey === '') return false;
  const { connection, subjectId } = update;
  const vendorStatus = { $in: [...refusals] };
  return (await unit.em.count(Delivery, { connection, subjectId, dedupeKey: '', vendorStatus })) > 0;
}
