import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import type { UpdateInterventionInput } from '../resolvers/inputs.js';
import { checkDossier } from './check-dossier.js';
import { recordChange } from './record-change.js';
import { takeFiles } from './take-files.js';

/**
 * Replaces the parts of the dossier that are given; the others stay.
 * @throws NotFoundError, of a file too
 * @throws ConflictError on a stale version
 * @throws InvalidInputError
 */
export async function updateIntervention(
  unit: UnitOfWork,
  id: string,
  input: UpdateInterventionInput,
  expectedVersion?: number | null,
): Promise<Intervention> {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null));
  checkDossier(given);
  await takeFiles(unit, given);
  const intervention = await loadForChange(unit, Intervention, id, expectedVersion);
  unit.em.assign(intervention, given);
  return settleChange(unit, intervention, Object.keys(given));
}

/** Adds documents and photos to what is there. */
export async function addToDossier(
  unit: UnitOfWork,
  id: string,
  added: Pick<Intervention, 'documents' | 'photos'>,
): Promise<Intervention> {
  const intervention = await loadForChange(unit, Intervention, id);
  const documents = [...intervention.documents, ...added.documents];
  const photos = [...intervention.photos, ...added.photos];
  checkDossier({ documents, photos });
  await takeFiles(unit, added);
  unit.em.assign(intervention, { documents, photos });
  const fields = [added.documents.length > 0 && 'documents', added.photos.length > 0 && 'photos'];
  return settleChange(
    unit,
    intervention,
    fields.filter((field) => field !== false),
  );
}

async function settleChange(unit: UnitOfWork, intervention: Intervention, fields: string[]): Promise<Intervention> {
  if (fields.length === 0) return intervention;
  await recordChange(unit, intervention, { action: 'updated', fields });
  await unit.emit('intervention.changed', {
    interventionId: intervention.id,
    reference: intervention.reference,
    status: intervention.status,
    fields,
  });
  return intervention;
}
