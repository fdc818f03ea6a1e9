import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Delivery } from '../entities/delivery.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { tellSignature } from './advance-signature.js';
import { nextReminderAt } from './reminder-schedule.js';
import { reminderSettings } from './reminder-settings.js';
import { Signature, type SignatureKind, type SignatureLevel, type StoredSigner } from './signature.js';
import { SignatureState } from './signature-state.js';

interface Wanted {
  kind: SignatureKind;
  subjectType: Signature['subjectType'];
  level: SignatureLevel;
  expiresAt: Date | null;
  signers: StoredSigner[];
  submissionId: string | null;
  companyId: string | null;
}

/** Keeps a signature that a delivery asks a vendor for; its connection is loaded. */
export async function newSignature(unit: UnitOfWork, delivery: Delivery, wanted: Wanted): Promise<Signature> {
  const { connection, connector, subjectId, subjectReference, organizationId } = delivery;
  const now = unit.now();
  // The delivery's row first: the signature's refers to it.
  await unit.em.flush();
  const { kind, subjectType, level, expiresAt, signers, submissionId, companyId } = wanted;
  const interventionId = subjectType === 'intervention' ? subjectId : (delivery.interventionId ?? null);
  const signature = unit.em.create(Signature, {
    organizationId,
    subjectType,
    subjectId,
    subjectReference,
    interventionId,
    companyId,
    kind,
    level,
    state: SignatureState.REQUESTED,
    stateAt: now,
    connector,
    connectionId: connection.id,
    deliveryId: delivery.id,
    submissionId,
    signers,
    history: [{ at: now.toISOString(), message: 'requested' }],
    expiresAt,
    nextReminderAt: nextReminderAt(now, 0, reminderSettings(connection.settings)),
    heardAt: now,
    requestedBy: unit.caller.actor.name,
    createdAt: now,
  });
  await unit.em.flush();
  await appendSyncEvent(unit, {
    type: 'signature.requested',
    message: `the signature of ${subjectReference} was requested`,
    connector,
    deliveryId: delivery.id,
    subjectType: signature.subjectType,
    subjectId: signature.subjectId,
    interventionId,
  });
  await tellSignature(unit, signature);
  return signature;
}
