import { LockMode } from '@mikro-orm/core';
import type { Connector, ConnectorAction } from '../../../platform/connectors/connector.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requireConnection } from '../connections/choose-connection.js';
import type { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { actionOf } from './action-of.js';
import { checkedInput } from './checked-input.js';
import type { DeliveryRequest } from './delivery-request.js';
import { newDelivery, priorityByHand } from './new-delivery.js';
import { resumeDelivery } from './resume-delivery.js';
import { lockDeliveries, waitingDelivery } from './waiting-delivery.js';

/**
 * Asks for something to be done about a subject at a vendor. What is done once is the same delivery however often it is
 * asked for, and by however many at once; what `repeats` is another one each time, but for what still waits to go.
 * @throws NotFoundError when there is no such connector or action, or no connection for the subject's company
 * @throws InvalidInputError when the input is not what the action takes, naming each field
 */
export async function requestDelivery(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  request: DeliveryRequest,
): Promise<Delivery> {
  const { action } = actionOf(connectors, request);
  return requestOn(unit, await requireConnection(unit.em, request), action, request);
}

/** The same on one certain connection. @throws InvalidInputError */
export async function requestOn(
  unit: UnitOfWork,
  connection: Connection,
  action: ConnectorAction<unknown>,
  request: DeliveryRequest,
): Promise<Delivery> {
  const input = checkedInput(action, request.input);
  await lockDeliveries(unit, connection, request);
  const existing = await (action.repeats ? waitingDelivery : onlyDelivery)(unit, connection, request);
  if (!existing) {
    return newDelivery(unit, { connection, action, request, input, isOneOfMany: action.repeats === true });
  }
  const isUntouched = existing.leaseId === null && existing.status !== DeliveryStatus.SUCCEEDED;
  if (input && isUntouched) existing.input = input;
  // What follows from the one that asks for it has to follow, whoever asked before.
  if (!request.isSilent) existing.isSilent = false;
  if (request.byHand) existing.priority = priorityByHand;
  // What is asked for again has changed: what was missing may be there.
  const mayGoNow = action.repeats && existing.waitsFor === 'dossier';
  if (request.byHand || mayGoNow) await resumeDelivery(unit, existing);
  return existing;
}

/** What is done once, if it was asked for. */
function onlyDelivery(
  unit: UnitOfWork,
  connection: Connection,
  { action, subjectId, variant = '' }: DeliveryRequest,
): Promise<Delivery | null> {
  return unit.em.findOne(
    Delivery,
    { connection, action, subjectId, variant, dedupeKey: '', status: { $ne: DeliveryStatus.CANCELLED } },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
}
