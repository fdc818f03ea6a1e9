import { LockMode } from '@mikro-orm/core';
import { NotFoundError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { enqueueDelivery, moveDelivery } from './move-delivery.js';

export interface DeliveryRequest {
  connector: string;
  action: string;
  subjectId: string;
  subjectReference: string;
  /** Asked for by a person: what failed or is blocked is tried again. */
  byHand: boolean;
  /** Default: 0, or `priorityByHand` for what a person asked for. */
  priority?: number;
}

/** What a person asked for goes before what the flows did. */
const priorityByHand = 10;

/**
 * Asks for a thing to be done once on each active connection of the connector. Asked again, and by however many at
 * once, it is the same delivery.
 * @throws NotFoundError when the organization has no such connection
 */
export async function requestDelivery(unit: UnitOfWork, request: DeliveryRequest): Promise<Delivery> {
  const connection = await unit.em.findOne(
    Connection,
    { connector: request.connector, deletedAt: null },
    { orderBy: { active: 'desc', createdAt: 'asc' } },
  );
  if (!connection) {
    throw new NotFoundError(`The organization has no connection to ${request.connector}.`, {
      details: { connector: request.connector },
    });
  }
  // Locking the connection's key of this subject makes two askers take turns before either looks.
  await unit.em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [lockName(connection, request)]);
  const existing = await unit.em.findOne(
    Delivery,
    {
      connection,
      action: request.action,
      subjectId: request.subjectId,
      dedupeKey: '',
      status: { $ne: DeliveryStatus.CANCELLED },
    },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (existing) {
    if (request.byHand) {
      existing.priority = priorityByHand;
      await resumeDelivery(unit, existing);
    }
    return existing;
  }
  return newDelivery(unit, connection, request);
}

/** What two who ask for the same thing on the same connection both lock. */
export const lockName = ({ id }: Connection, { action, subjectId }: Pick<DeliveryRequest, 'action' | 'subjectId'>) =>
  `delivery:${id}:${action}:${subjectId}`;

/** @param repeats whether there may be others of the same action and subject: an update, not the first delivery */
export async function newDelivery(
  unit: UnitOfWork,
  connection: Connection,
  request: DeliveryRequest,
  repeats = false,
): Promise<Delivery> {
  const delivery = unit.em.create(Delivery, {
    organizationId: unit.caller.organizationId,
    connection,
    connector: request.connector,
    action: request.action,
    subjectId: request.subjectId,
    subjectReference: request.subjectReference,
    status: DeliveryStatus.PENDING,
    requestedBy: unit.caller.actor.name,
    priority: request.priority ?? (request.byHand ? priorityByHand : 0),
    createdAt: unit.now(),
  });
  if (repeats) delivery.dedupeKey = delivery.id;
  await enqueueDelivery(unit, delivery);
  await appendSyncEvent(unit, {
    type: 'delivery.pending',
    message: `${request.subjectReference} is to go to ${request.connector}`,
    connector: request.connector,
    deliveryId: delivery.id,
    interventionId: request.subjectId,
  });
  return delivery;
}

/** Takes up a delivery that stands still: failed, blocked, or waiting for its next attempt. Others are left as they are. */
export async function resumeDelivery(unit: UnitOfWork, delivery: Delivery): Promise<void> {
  switch (delivery.status) {
    case DeliveryStatus.FAILED:
    case DeliveryStatus.CANCELLED:
    case DeliveryStatus.BLOCKED:
    case DeliveryStatus.RETRYING:
      await enqueueDelivery(unit, delivery);
      return moveDelivery(unit, delivery, DeliveryStatus.PENDING, `${delivery.subjectReference} is taken up again`, {
        countedAttempts: 0,
        takenUpAt: unit.now(),
      });
    case DeliveryStatus.PENDING:
    case DeliveryStatus.SENDING:
    case DeliveryStatus.SUCCEEDED:
      return;
  }
}
