import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ConflictError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { InterventionStatus } from '../entities/intervention-status.js';
import type { CreateInterventionInput } from '../resolvers/inputs.js';
import { checkDossier } from './check-dossier.js';
import { recordChange } from './record-change.js';
import { takeFiles } from './take-files.js';

/**
 * Takes a dossier in, as a draft.
 * @throws InvalidInputError
 * @throws NotFoundError when a file is not there
 * @throws ConflictError when the organization already has the reference
 */
export async function createIntervention(unit: UnitOfWork, input: CreateInterventionInput): Promise<Intervention> {
  const { reference, ...dossier } = input;
  checkDossier({ ...dossier, ...(reference != null && { reference }) });
  await takeFiles(unit, dossier);
  const intervention = unit.em.create(Intervention, {
    ...dossier,
    organizationId: unit.caller.organizationId,
    reference: '',
    status: InterventionStatus.DRAFT,
    createdAt: unit.now(),
  });
  intervention.reference = reference ?? `INT-${intervention.id.replaceAll('-', '').slice(-12).toUpperCase()}`;
  try {
    await recordChange(unit, intervention, {
      action: 'created',
      fields: Object.keys(input),
      to: InterventionStatus.DRAFT,
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError(`There is already an intervention with the reference ${reference}.`, {
      cause: error,
      details: { field: 'reference' },
    });
  }
  await unit.emit('intervention.status-changed', {
    interventionId: intervention.id,
    reference: intervention.reference,
    from: null,
    to: intervention.status,
    signedDocumentTypes: intervention.signedDocumentTypes,
  });
  return intervention;
}
