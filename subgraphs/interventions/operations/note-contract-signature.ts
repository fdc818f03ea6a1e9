import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { signDocument } from './sign-document.js';

/** The type of document that a dossier waits for. */
const contract = 'contract';

/** A contract was signed at the vendor of signatures: it is signed here, and lets the dossier go. Said again, nothing changes. */
export async function noteContractSignature(
  unit: UnitOfWork,
  { subjectType, subjectId, kind, state, at }: DomainEventData<'signature.changed'>,
): Promise<void> {
  if (subjectType !== 'intervention' || kind !== 'CONTRACT' || state !== 'COMPLETED') return;
  const intervention = await unit.em.findOne(Intervention, { id: subjectId });
  const isThere = intervention?.documents.some(({ type }) => type === contract);
  if (isThere) await signDocument(unit, { interventionId: subjectId, type: contract, signedAt: new Date(at) });
}
