import type { Asked } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import type { Caller } from '../../../platform/service/caller.js';
import { runUnitOfWork, type UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { permitted } from '../partners/permitted.js';
import type { IntegrationsServices } from '../services.js';
import { unspend } from '../traffic/rate-budget.js';
import { heldByConflicts } from '../two-way/held-by-conflicts.js';
import { vendorIsAhead } from '../two-way/vendor-is-ahead.js';
import { actionOf } from './action-of.js';
import { attemptDelivery } from './attempt-delivery.js';
import { type Claim, claimDelivery } from './claim-delivery.js';
import { externalIdsOf } from './external-records.js';
import { leaveClaimToReview, settleUnsent } from './follow-up.js';
import { keepLease } from './keep-lease.js';
import { knownSubject } from './known-subject.js';
import { preparePayload } from './prepare-payload.js';
import { blockDelivery, settleArrived } from './settle-delivery.js';
import { waitForOthers } from './wait-for-others.js';

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
  const caller = workerCaller(organizationId);
  const requestId = `delivery-${deliveryId}`;
  const inTransaction = <T>(work: (unit: UnitOfWork) => Promise<T>) =>
    runUnitOfWork(services, { caller, requestId }, work);

  const claim = await inTransaction((unit) => claimDelivery(unit, services.connectors, deliveryId));
  if (!claim) return;
  const lease = keepLease(services, claim, signal);
  try {
    const { connector, action } = actionOf(services.connectors, claim.delivery);
    if (claim.delivery.mustReconcile && !action.reconcile) {
      await inTransaction((unit) => leaveClaimToReview(unit, claim));
      return;
    }
    const { connection, subjectId, id } = claim.delivery;
    const about = { connectionId: connection.id, subjectId, except: id };
    const read = <T>(work: (em: EntityManager) => Promise<T>) => services.database.read(organizationId, work);
    const { delivery } = claim;
    const identity = { caller, requestId };
    const held = await read((em) => heldByConflicts(em, connector, delivery));
    // Before the payload is read: what our side takes over meanwhile would not be in it, and go back to what it was there.
    const ahead = held ?? (await vendorIsAhead(services, { identity, connector, delivery, signal: lease.signal }));
    const { prepared: whole, known } = await preparePayload(services, caller, action, {
      subjectId,
      known: await read((em) => knownSubject(em, action, about)),
      asked: askedOf(claim.delivery),
      idsOf: (needed) => read((em) => externalIdsOf(em, connection.id, needed)),
    });
    const prepared = ahead ?? permitted(connection, action, whole);
    if (!prepared.ready) {
      await inTransaction((unit) => {
        if (prepared.because === 'others-first') return waitForOthers(unit, connector, claim, prepared);
        const arrived = claim.delivery.mustReconcile && prepared.because === 'nothing-new' ? known.externalId : null;
        if (arrived !== null) return settleArrived(unit, claim, arrived);
        return prepared.because ? settleUnsent(unit, claim, prepared.because) : blockDelivery(unit, claim, prepared);
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

/** What was asked for along with the subject. */
const askedOf = ({ variant, input, connection, createdAt }: Delivery): Asked => ({
  at: createdAt,
  variant,
  input,
  settings: connection.settings,
});

/** The hub failed, not the vendor: the delivery is as it was, with what it reserved given back; the job will be run again. */
async function releaseClaim(unit: UnitOfWork, { delivery, leaseId, reservation }: Claim): Promise<void> {
  const released = await unit.em.execute<object[]>(
    `update integrations.deliveries set lease_id = null, lease_until = null
     where id = ? and lease_id = ? and status <> 'SENDING' returning id`,
    [delivery.id, leaseId],
  );
  if (released.length > 0) await unspend(unit.em, reservation);
}
