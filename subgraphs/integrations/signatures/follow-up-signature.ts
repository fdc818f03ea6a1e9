import type { Connector } from '../../../platform/connectors/connector.js';
import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { connectorOf } from '../connections/open-credentials.js';
import { requestOn } from '../deliveries/request-delivery.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus, deliveryTransitions } from '../entities/delivery-status.js';
import { cancelDelivery } from '../operations/steer-delivery.js';
import { advanceSignature } from './advance-signature.js';
import { maxReminders, nextReminderAt } from './reminder-schedule.js';
import { reminderSettings } from './reminder-settings.js';
import { Signature } from './signature.js';
import { followUpAction } from './signature-kinds.js';
import { isOpen } from './signature-state.js';

/**
 * Takes a request for a signature back: before the vendor has it at once, else by telling the vendor, whose word then
 * counts: somebody may sign meanwhile.
 * @throws NotFoundError
 * @throws ConflictError when nobody may sign it any more, or its vendor takes nothing back
 */
export async function cancelSignature(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  id: string,
): Promise<Signature> {
  const signature = await requireRow(unit, Signature, id, { lock: true });
  if (signature.state === 'CANCELLED') return signature;
  refuseClosed(signature);
  const delivery = signature.deliveryId && (await unit.em.findOne(Delivery, { id: signature.deliveryId }));
  if (delivery && signature.submissionId === null && mayBeTakenBack(delivery)) {
    await cancelDelivery(unit, delivery.id);
    await advanceSignature(unit, signature, { state: 'CANCELLED', signer: null, reason: null, at: unit.now() });
    return signature;
  }
  await ask(unit, connectors, signature, { step: 'cancel', variant: '', byHand: true });
  signature.nextReminderAt = null;
  return signature;
}

/**
 * Has the vendor remind a signer, or the first who has not signed.
 * @param email whom; `null` is whoever is next
 * @throws NotFoundError
 * @throws ConflictError when nobody may sign it any more, it was reminded of three times, or its vendor reminds nobody
 */
export async function remindSignature(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  { id, email, byHand }: { id: string; email: string | null; byHand: boolean },
): Promise<Signature> {
  const signature = await requireRow(unit, Signature, id, { lock: true });
  refuseClosed(signature);
  if (signature.remindersSent >= maxReminders) {
    throw new ConflictError(`It was reminded of ${maxReminders} times: that is enough.`, { details: { id } });
  }
  const number = signature.remindersSent + 1;
  const connection = await ask(unit, connectors, signature, { step: 'remind', variant: String(number), byHand, email });
  signature.remindersSent = number;
  signature.lastReminderAt = unit.now();
  signature.nextReminderAt = nextReminderAt(signature.createdAt, number, reminderSettings(connection.settings));
  signature.history = [
    ...signature.history,
    { at: unit.now().toISOString(), message: `reminder ${number} was asked for` },
  ];
  return signature;
}

function refuseClosed({ id, state }: Signature): void {
  if (isOpen(state)) return;
  throw new ConflictError(`The signature is ${state}: nobody is to sign it any more.`, { details: { id, state } });
}

const mayBeTakenBack = ({ status }: Delivery): boolean =>
  deliveryTransitions[status].includes(DeliveryStatus.CANCELLED);

interface FollowUp {
  step: 'cancel' | 'remind';
  variant: string;
  byHand: boolean;
  email?: string | null;
}

async function ask(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  signature: Signature,
  { step, variant, byHand, email = null }: FollowUp,
): Promise<Connection> {
  const connector = connectorOf(connectors, signature.connector);
  const name = followUpAction(connector, step, signature.kind);
  const action = name === undefined ? undefined : connector.actions[name];
  if (name === undefined || !action) {
    throw new ConflictError(`${connector.title} cannot be asked to ${step} a signature.`);
  }
  const { id, subjectReference, interventionId, submissionId, connectionId } = signature;
  const connection = await unit.em.findOneOrFail(Connection, { id: connectionId });
  await requestOn(unit, connection, action, {
    connector: connector.key,
    action: name,
    subjectType: 'signature',
    subjectId: id,
    subjectReference,
    variant,
    ...(action.input && { input: { ...(submissionId && { submissionId }), ...(email && { email }) } }),
    interventionId,
    byHand,
  });
  return connection;
}
