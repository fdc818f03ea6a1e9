import { LockMode } from '@mikro-orm/core';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { signDocument } from './sign-document.js';

/** The type of document that a dossier waits for. */
const contract = 'contract';

/**
 * A contract was signed at the vendor of signatures: it is signed here, and lets the dossier go. A dossier without one gets
 * the signed document itself, as soon as that is kept. Said again, nothing changes.
 */
export async function noteContractSignature(
  unit: UnitOfWork,
  { subjectType, subjectId, kind, state, at, fileId }: DomainEventData<'signature.changed'>,
): Promise<void> {
  if (subjectType !== 'intervention' || kind !== 'CONTRACT' || state !== 'COMPLETED') return;
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const intervention = await unit.em.findOne(Intervention, { id: subjectId }, lock);
  if (!intervention) return;
  if (intervention.documents.every(({ type }) => type !== contract)) {
    if (!fileId) return;
    const signed = { type: contract, name: `Contrat ${intervention.reference}`, url: null, fileId, signedAt: null };
    intervention.documents = [...intervention.documents, signed];
  }
  await signDocument(unit, { interventionId: subjectId, type: contract, signedAt: new Date(at) });
}
