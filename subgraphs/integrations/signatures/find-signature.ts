import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { InboundEvent } from '../../../platform/webhooks/webhook-declaration.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { Signature, type SignatureKind } from './signature.js';
import { requestActions } from './signature-kinds.js';
import { openStates } from './signature-state.js';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { createdAt: 'desc' } } as const;

/** Our reference may be what people know the subject by, or hold the subject's id. */
const uuids = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

/** Who asks for a signature of a subject, or hears that one was asked for, takes turns. */
export async function lockSignatures({ em }: UnitOfWork, subjectId: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`signatures:${subjectId}`]);
}

/** The signature of a subject that somebody may still sign, locked. */
export function openSignature({ em }: UnitOfWork, subjectId: string, kind: SignatureKind): Promise<Signature | null> {
  return em.findOne(Signature, { subjectId, kind, state: { $in: [...openStates] } }, locked);
}

/**
 * The signature that a vendor's event is about, locked: by the vendor's id, or by our reference when the event was faster
 * than the answer that carries the id. `wait` while that answer may still come.
 */
export async function signatureOf(
  unit: UnitOfWork,
  connectionId: string,
  { externalId, reference }: Pick<InboundEvent, 'externalId' | 'reference'>,
): Promise<Signature | 'wait' | null> {
  const { em } = unit;
  const known = externalId && (await em.findOne(Signature, { connectionId, submissionId: externalId }, locked));
  if (known) return known;
  // Before the vendor's id is known a signature is found by our reference alone; with another id it is another one.
  const ids = reference?.toLowerCase().match(uuids) ?? [];
  const named = reference
    ? await em.findOne(
        Signature,
        { connectionId, submissionId: null, $or: [{ subjectReference: reference }, { subjectId: { $in: ids } }] },
        locked,
      )
    : null;
  if (named) {
    named.submissionId = externalId;
    return named;
  }
  const underWay = { status: { $in: [DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.RETRYING] } };
  const answered = externalId ? [{ externalId }] : [];
  const asked = await em.count(Delivery, {
    connection: connectionId,
    action: { $in: requestActions },
    $or: [underWay, ...answered],
  });
  return asked > 0 ? 'wait' : null;
}
