import type { Prepared } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { unspend } from '../traffic/rate-budget.js';
import { pullRecordQueue } from '../two-way/pull-record-queue.js';
import type { Ahead } from '../two-way/vendor-is-ahead.js';
import { leasedDelivery } from './begin-attempt.js';
import type { Claim } from './claim-delivery.js';
import { isDossier } from './dossier.js';
import { enqueueDelivery, moveDelivery, wakeSuccessors } from './move-delivery.js';

type Unready = Extract<Prepared<unknown>, { ready: false }>;

/** How soon both sides are compared, in milliseconds: while our own is about to take something over, that is no use. */
const compareAfterMs = 1_000;

/**
 * The subject is not ready: nothing is sent, no attempt is used, and a dossier is flagged with what is missing. It is
 * looked at once more when that is written down (`lookAgain`).
 */
export async function waitForSubject(unit: UnitOfWork, claim: Claim, why: Unready): Promise<void> {
  const delivery = await block(unit, claim, why);
  if (delivery) await enqueueDelivery(unit, delivery);
}

/** The vendor has changes that our side is to take over first: the comparison then wakes the delivery. */
export async function waitForOurSide(unit: UnitOfWork, claim: Claim, { compare, ...why }: Ahead): Promise<void> {
  await block(unit, claim, why);
  await unit.enqueue(pullRecordQueue, compare, { startAfter: new Date(unit.now().getTime() + compareAfterMs) });
}

async function block(
  unit: UnitOfWork,
  claim: Claim,
  { reason, violations, awaits }: Unready,
): Promise<Delivery | null> {
  const delivery = await leasedDelivery(unit, claim);
  if (!delivery) return null;
  await unspend(unit.em, claim.reservation);
  const reasons = violations.map(({ field, message }) => `${field} ${message}`);
  if (isDossier(delivery)) {
    await unit.emit('dossier.refused', { interventionId: delivery.subjectId, connector: delivery.connector, reasons });
  }
  const message = `${delivery.subjectReference} waits: ${reasons.length > 0 ? reasons.join('; ') : reason}`;
  await moveDelivery(unit, delivery, DeliveryStatus.BLOCKED, message, {
    leaseId: null,
    leaseUntil: null,
    blockedBy: reason,
    waitsFor: 'dossier',
    awaitedSubjectId: awaits ?? null,
    violations: [...violations],
  });
  if (awaits) await wakeSuccessors(unit, delivery);
  return delivery;
}
