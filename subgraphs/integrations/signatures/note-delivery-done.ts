import { LockMode } from '@mikro-orm/core';
import type { Connector } from '../../../platform/connectors/connector.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { advanceSignature } from './advance-signature.js';
import { noteSignatureRequested } from './note-signature-requested.js';
import { Signature } from './signature.js';
import { followUpAction, requestActions, signatureKinds } from './signature-kinds.js';

/** What a delivery that got there means for signatures: one was requested, or the vendor has taken one back. */
export async function noteDeliveryDone(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  done: DomainEventData<'delivery.done'>,
): Promise<void> {
  if (requestActions.includes(done.action)) return noteSignatureRequested(unit, done);
  const connector = connectors.find(({ key }) => key === done.connector);
  const isCancel =
    connector && signatureKinds.some(({ kind }) => followUpAction(connector, 'cancel', kind) === done.action);
  if (!isCancel || done.subjectType !== 'signature') return;
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const signature = await unit.em.findOne(Signature, { id: done.subjectId }, lock);
  if (!signature) return;
  await advanceSignature(unit, signature, { state: 'CANCELLED', signer: null, reason: null, at: unit.now() });
}
