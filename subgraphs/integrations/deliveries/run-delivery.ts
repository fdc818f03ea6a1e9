import type { Caller } from '../../../platform/service/caller.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { IntegrationsServices } from '../services.js';
import { unspend } from '../traffic/rate-budget.js';
import { heldByConflicts } from '../two-way/held-by-conflicts.js';
import { vendorIsAhead } from '../two-way/vendor-is-ahead.js';
import { actionOf } from './action-of.js';
import { attemptDelivery } from './attempt-delivery.js';
import { type Claim, claimDelivery } from './claim-delivery.js';
import { leaveClaimToReview, settleUnsent } from './follow-up.js';
import { keepLease } from './keep-lease.js';
import { lookAgain } from './look-again.js';
import { prepareDelivery } from './prepare-delivery.js';
import { settleArrived } from './settle-delivery.js';
import { waitForOthers } from './wait-for-others.js';
import { waitForOurSide, waitForSubject } from './wait-for-subject.js';

/** The worker of an organization: what jobs act as. */
export function workerCaller(organizationId: string): Caller {
  return { organizationId, actor: { kind: 'worker', id: 'deliver', name: 'Passerelle worker' }, scopes: ['admin'] };
}

/**
 * Takes one delivery as far as it goes now: claims it, reads its payload through the graph, and sends it. Run twice at
 * once, the second finds the lease and leaves; run after a crash, it first asks the vendor what became of the last try.
 *
 * @throws whatever kept the hub itself from working (database, graph): the job is then run again
 */
export async function runDelivery(
  services: IntegrationsServices,
  organizationId: string,
  deliveryId: string,
  signal: AbortSignal,
): Promise<void> {
  const identity = { caller: workerCaller(organizationId), requestId: `delivery-${deliveryId}` };
  const inTransaction = <T>(work: (unit: UnitOfWork) => Promise<T>) => runUnitOfWork(services, identity, work);

  const claim = await inTransaction((unit) => claimDelivery(unit, services.connectors, deliveryId));
  // What waits for its subject is never claimed.
  if (!claim) return lookAgain(services, identity, deliveryId);
  const lease = keepLease(services, claim, signal);
  try {
    const { connector, action } = actionOf(services.connectors, claim.delivery);
    if (claim.delivery.mustReconcile && !action.reconcile) {
      await inTransaction((unit) => leaveClaimToReview(unit, claim));
      return;
    }
    const { delivery } = claim;
    const held = await heldByConflicts(services.database, connector, delivery);
    if (held) {
      await inTransaction((unit) => waitForSubject(unit, claim, held));
      return;
    }
    // Before the payload is read: what our side takes over meanwhile would not be in it, and go back to what it was there.
    const ahead = await vendorIsAhead(services, { identity, connector, delivery, signal: lease.signal });
    if (ahead) {
      await inTransaction((unit) => waitForOurSide(unit, claim, ahead));
      return;
    }
    const { prepared, known } = await prepareDelivery(services, identity, delivery);
    if (!prepared.ready) {
      await inTransaction((unit) => {
        if (prepared.because === 'others-first') return waitForOthers(unit, connector, claim, prepared);
        const arrived = delivery.mustReconcile && prepared.because === 'nothing-new' ? known.externalId : null;
        if (arrived !== null) return settleArrived(unit, claim, arrived);
        return prepared.because ? settleUnsent(unit, claim, prepared.because) : waitForSubject(unit, claim, prepared);
      });
      return;
    }
    await attemptDelivery({
      services,
      inTransaction,
      claim,
      connector,
      action,
      payload: prepared.payload,
      known,
      signal: lease.signal,
    });
  } catch (error) {
    await inTransaction((unit) => releaseClaim(unit, claim));
    throw error;
  } finally {
    lease.end();
  }
}

/** The hub failed, not the vendor: the delivery is as it was, with what it reserved given back; the job will be run again. */
async function releaseClaim(unit: UnitOfWork, { delivery, leaseId, reservation }: Claim): Promise<void> {
  const released = await unit.em.execute<object[]>(
    `update integrations.deliveries set lease_id = null, lease_until = null
     where id = ? and lease_id = ? and status <> 'SENDING' returning id`,
    [delivery.id, leaseId],
  );
  if (released.length > 0) await unspend(unit.em, reservation);
}
