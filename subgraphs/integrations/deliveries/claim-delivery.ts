import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { Connector } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryAttempt } from '../entities/delivery-attempt.js';
import { AttemptOutcome, DeliveryStatus } from '../entities/delivery-status.js';
import { admit } from '../traffic/admit.js';
import { holdBack } from '../traffic/drain-connection.js';
import { type Reservation, spendAt } from '../traffic/rate-budget.js';
import { actionOf } from './action-of.js';
import { giveUp } from './give-up.js';
import { lockDelivery } from './lock-delivery.js';
import { enqueueDelivery, moveDelivery } from './move-delivery.js';
import { maxRetries } from './retry-schedule.js';

/** How long a worker may be silent before its delivery is given to another, in milliseconds. */
export const leaseMs = 12_000;

/** How soon one looks again whose predecessor somebody is at, in milliseconds. */
const lookAgainMs = 1_000;

export interface Claim {
  delivery: Delivery;
  leaseId: string;
  /** Requests that were counted against the rate budget for it. */
  reservation: Reservation;
}

/** What asking the vendor first costs at most. */
export const requestsToReconcile = 2;

/**
 * Takes a delivery for this worker; `null` when there is nothing to do now. A delivery whose worker fell silent is
 * taken over, and its open attempt is closed as interrupted: what became of it, the vendor is asked.
 */
export async function claimDelivery(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  deliveryId: string,
): Promise<Claim | null> {
  const delivery = await lockDelivery(unit.em, { id: deliveryId });
  if (!delivery) return null;
  const now = unit.now();
  switch (delivery.status) {
    case DeliveryStatus.SUCCEEDED:
    case DeliveryStatus.FAILED:
    case DeliveryStatus.CANCELLED:
      return null;
    case DeliveryStatus.BLOCKED:
      if (delivery.waitsFor !== 'budget' && delivery.waitsFor !== 'circuit') return null;
      if (delivery.nextAttemptAt && delivery.nextAttemptAt > now) return null;
      break;
    case DeliveryStatus.RETRYING:
    case DeliveryStatus.PENDING:
      if (delivery.nextAttemptAt && delivery.nextAttemptAt > now) {
        await enqueueDelivery(unit, delivery, delivery.nextAttemptAt);
        return null;
      }
      break;
    case DeliveryStatus.SENDING:
      break;
  }
  if (delivery.leaseUntil && delivery.leaseUntil > now) {
    await enqueueDelivery(unit, delivery, delivery.leaseUntil);
    return null;
  }
  if (delivery.status === DeliveryStatus.SENDING) {
    await closeInterrupted(unit, delivery);
    if (delivery.countedAttempts > maxRetries) {
      await giveUp(unit, delivery, 'its worker was lost time and again');
      return null;
    }
  }
  const connector = connectorOf(connectors, delivery.connector);
  if (await waitsForEarlier(unit, connector, delivery)) return null;
  if (delivery.waitsFor === 'predecessor') Object.assign(delivery, { blockedBy: null, waitsFor: null });
  const requests = delivery.mustReconcile ? requestsToReconcile + 1 : 1;
  const leaseId = randomUUID();
  Object.assign(delivery, { leaseId, leaseUntil: new Date(now.getTime() + leaseMs) });
  // Written before: from the next statement to the commit, the connection's other deliveries wait.
  await unit.em.flush();
  const reservation = { id: leaseId, requests, at: unit.now() };
  const wait = await admit(unit, connector, delivery.connection, reservation);
  if (wait) {
    await holdBack(unit, delivery, wait);
    return null;
  }
  return { delivery, leaseId, reservation };
}

async function closeInterrupted(unit: UnitOfWork, delivery: Delivery): Promise<void> {
  const open = await unit.em.find(DeliveryAttempt, { deliveryId: delivery.id, outcome: AttemptOutcome.RUNNING });
  for (const attempt of open) {
    attempt.outcome = AttemptOutcome.INTERRUPTED;
    attempt.errorCode = 'WORKER_LOST';
    attempt.message = 'The worker went away before the answer was written down.';
    attempt.durationMs = unit.now().getTime() - attempt.startedAt.getTime();
  }
  // It counts: a dossier that brings its worker down must not do so for ever.
  delivery.countedAttempts += open.length;
  // And it may have reached the vendor at any moment until now, long after it was counted.
  if (delivery.leaseId) await spendAt(unit.em, delivery.leaseId, unit.now());
  delivery.mustReconcile = true;
  // Nobody sends it any more, and it may turn out that there is nothing left to send, or not yet.
  const message = `${delivery.subjectReference} is taken over: the worker that brought it to ${delivery.connector} was lost`;
  const released = { leaseId: null, leaseUntil: null, nextAttemptAt: unit.now() };
  await moveDelivery(unit, delivery, DeliveryStatus.RETRYING, message, released);
}

const followersOf = ({ actions }: Connector, action: string): string[] =>
  Object.entries(actions).flatMap(([name, { follows }]) => (follows === action ? [name] : []));

/**
 * An update must not overtake the create it follows: on one connection, a subject's deliveries go one by one, in the
 * order in which they were asked for. What follows this one waits for it however old it is: it may be left from a create
 * that was taken back. And so does what needs the very record that this one leaves. What waits for another's word, a
 * consent, may wait for ever, and holds up nothing.
 */
async function waitsForEarlier(unit: UnitOfWork, connector: Connector, delivery: Delivery): Promise<boolean> {
  const { createdAt, id, subjectId } = delivery;
  const { leaves } = actionOf([connector], delivery).action;
  const isOpen = {
    status: {
      $in: [DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.RETRYING, DeliveryStatus.BLOCKED],
    },
  };
  const earlier = await unit.em.findOne(
    Delivery,
    {
      connection: delivery.connection,
      subjectId,
      action: { $nin: followersOf(connector, delivery.action) },
      $and: [
        { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] },
        { $or: [{ awaitedSubjectId: null }, { waitsFor: { $ne: 'dossier' } }] },
        ...(leaves ? [{ $or: [{ awaitedSubjectId: null }, { awaitedSubjectId: { $ne: subjectId } }] }] : []),
      ],
      ...isOpen,
    },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  if (!earlier) return false;
  const lock = { lockMode: LockMode.PESSIMISTIC_PARTIAL_READ, refresh: true } as const;
  const stillOpen = await unit.em.findOne(Delivery, { id: earlier.id, ...isOpen }, lock);
  // Whoever is at it may be settling it, and have looked for whom to wake before this one was to be seen.
  if (!stillOpen) await enqueueDelivery(unit, delivery, new Date(unit.now().getTime() + lookAgainMs));
  Object.assign(delivery, { blockedBy: `earlier delivery ${earlier.id}`, waitsFor: 'predecessor' });
  return true;
}
