import type { ConnectorAction } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { aboutDelivery } from '../sync-events/about-delivery.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import type { Wait } from '../traffic/admit.js';
import { holdBack } from '../traffic/drain-connection.js';
import { subjectOf } from './action-of.js';
import type { DeliveryRequest } from './delivery-request.js';
import { enqueueDelivery } from './move-delivery.js';

/** What a person asked for goes before what the flows did. */
export const priorityByHand = 10;

interface NewDelivery {
  connection: Connection;
  action: ConnectorAction<unknown>;
  request: DeliveryRequest;
  /** As the action takes it. */
  input: Record<string, unknown> | null;
  /** Whether there may be others of the same action, subject and variant: not what is done once. */
  isOneOfMany: boolean;
  /** What it waits for from the start; a worker then sees it when that is over. Default: nothing. */
  wait?: Wait | null;
}

/** Writes a delivery down and puts it before the workers. */
export async function newDelivery(
  unit: UnitOfWork,
  { connection, action, request, input, isOneOfMany, wait = null }: NewDelivery,
): Promise<Delivery> {
  const subjectType = subjectOf(action);
  if (request.subjectType && request.subjectType !== subjectType) {
    throw new Error(`${request.connector} ${request.action} is about a ${subjectType}, not a ${request.subjectType}`);
  }
  const delivery = unit.em.create(Delivery, {
    organizationId: unit.caller.organizationId,
    connection,
    connector: request.connector,
    action: request.action,
    subjectType,
    subjectId: request.subjectId,
    subjectReference: request.subjectReference,
    variant: request.variant ?? '',
    input,
    interventionId: request.interventionId ?? null,
    status: DeliveryStatus.PENDING,
    requestedBy: unit.caller.actor.name,
    priority: request.priority ?? (request.byHand ? priorityByHand : 0),
    isSilent: request.isSilent ?? false,
    createdAt: unit.now(),
  });
  if (isOneOfMany) delivery.dedupeKey = delivery.id;
  if (!wait) await enqueueDelivery(unit, delivery);
  const message = `${request.subjectReference} is to go to ${request.connector}`;
  await appendSyncEvent(unit, { type: 'delivery.pending', message, ...aboutDelivery(delivery) });
  if (wait) await holdBack(unit, delivery, wait);
  return delivery;
}
