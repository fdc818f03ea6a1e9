import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { lockSignatures, openSignature } from './find-signature.js';
import { newSignature } from './new-signature.js';
import { Signature, SignatureLevel, type StoredSigner } from './signature.js';
import { signatureKinds } from './signature-kinds.js';

/** What a connector may say of a request that a vendor has taken; whatever else it says is not needed here. */
const requestFacts = z.object({
  level: z.enum(SignatureLevel).optional().catch(undefined),
  expiresAt: z.iso.datetime({ offset: true }).nullish().catch(null),
  signers: z
    .array(z.object({ name: z.string().nullish(), email: z.string().nullish() }))
    .optional()
    .catch(undefined),
});

/** A request for a signature that a vendor has taken. */
export interface TakenRequest {
  deliveryId: string;
  /** What the vendor calls it. */
  externalId: string | null;
  facts: Readonly<Record<string, unknown>>;
}

/** Writes down that a vendor has a request for a signature: the one asked for here, or one that a flow sent. Safe to say twice. */
export async function noteSignatureRequested(
  unit: UnitOfWork,
  { deliveryId, externalId, facts }: TakenRequest,
): Promise<void> {
  const delivery = await unit.em.findOne(Delivery, { id: deliveryId }, { populate: ['connection'] });
  const kind = delivery && signatureKinds.find(({ request }) => request === delivery.action);
  if (!kind) return;
  await lockSignatures(unit, delivery.subjectId);
  const said = requestFacts.parse(facts);
  const signers = (said.signers ?? []).map(
    ({ name, email }): StoredSigner => ({ name: name ?? null, email: email ?? null, state: 'WAITING', signedAt: null }),
  );
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const known =
    (await unit.em.findOne(Signature, { deliveryId }, lock)) ??
    (await openSignature(unit, delivery.subjectId, kind.kind));
  if (known) {
    known.submissionId ??= externalId;
    known.deliveryId ??= deliveryId;
    if (known.signers.length === 0) known.signers = signers;
    known.expiresAt ??= said.expiresAt ? new Date(said.expiresAt) : null;
    return;
  }
  const { companyId } = await unit.em.findOneOrFail(Connection, { id: delivery.connection.id });
  await newSignature(unit, delivery, {
    ...kind,
    level: said.level ?? SignatureLevel.SES,
    expiresAt: said.expiresAt ? new Date(said.expiresAt) : null,
    signers,
    submissionId: externalId,
    companyId,
  });
}
