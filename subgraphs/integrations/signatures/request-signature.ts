import { v7 as timeOrderedUuid } from 'uuid';
import type { Connector } from '../../../platform/connectors/connector.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestDelivery } from '../deliveries/request-delivery.js';
import type { SubjectFacts } from '../subjects/read-subject.js';
import { lockSignatures, openSignature } from './find-signature.js';
import { newSignature } from './new-signature.js';
import { Signature, type SignatureKind, SignatureLevel } from './signature.js';
import { kindOf } from './signature-kinds.js';
import type { SignatureRequestInput } from './types.js';

/**
 * Asks a vendor for a signature. While one of the same is open, that one is the answer.
 * @throws NotFoundError when no connector asks for such signatures, or there is no connection
 * @throws InvalidInputError
 */
export async function requestSignature(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  { kind, subjectId, facts }: { kind: SignatureKind; subjectId: string; facts: SubjectFacts },
  input: SignatureRequestInput,
): Promise<Signature> {
  const what = kindOf(kind);
  const connector = connectors.find(({ actions }) => actions[what.request]);
  if (!connector) throw new NotFoundError('No connector of the hub asks for such signatures.');
  await lockSignatures(unit, subjectId);
  const open = await openSignature(unit, subjectId, kind);
  if (open) return open;
  const { expiresAt = null, message = null } = input;
  const signers = input.signers ?? [];
  if (expiresAt && expiresAt <= unit.now()) {
    refuseViolations([{ field: 'input.expiresAt', message: 'must be in the future' }]);
  }
  if (signers.length > 1) {
    refuseViolations([{ field: 'input.signers', message: 'must name one signer: others are named by the template' }]);
  }
  const level = input.level ?? SignatureLevel.SES;
  const earlier = await unit.em.count(Signature, { subjectId, kind });
  const [signer] = signers;
  const delivery = await requestDelivery(unit, connectors, {
    connector: connector.key,
    action: what.request,
    subjectType: what.subjectType,
    subjectId,
    subjectReference: facts.reference,
    // What is asked for again, after the first came to nothing, is another one.
    variant: earlier === 0 ? '' : timeOrderedUuid(),
    input: {
      level,
      ...(signer?.email && { email: signer.email }),
      ...(signer?.phone && { phone: signer.phone }),
      ...(message && { message }),
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    },
    companyId: facts.companyId,
    interventionId: facts.interventionId,
    byHand: true,
  });
  await unit.em.populate(delivery, ['connection']);
  return newSignature(unit, delivery, {
    ...what,
    level,
    expiresAt,
    signers: signers.map(({ name, email }) => ({
      name: name ?? null,
      email: email ?? null,
      state: 'WAITING',
      signedAt: null,
    })),
    submissionId: delivery.externalId,
    companyId: facts.companyId,
  });
}
