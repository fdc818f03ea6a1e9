import { ConflictError } from '../../../platform/errors/errors.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';
import { InterventionStatus } from '../entities/intervention-status.js';
import { moveStatus } from './move-status.js';

interface ChangeStatusInput {
  id: string;
  status: InterventionStatus;
  expectedVersion?: number | null;
}

/**
 * Moves an intervention on at a person's word.
 * @throws NotFoundError
 * @throws ConflictError on a stale version or a transition that is not there
 */
export async function changeInterventionStatus(unit: UnitOfWork, input: ChangeStatusInput): Promise<Intervention> {
  const intervention = await loadForChange(unit, Intervention, input.id, input.expectedVersion);
  if (input.status === InterventionStatus.PUBLISHED) {
    throw new ConflictError(
      'PUBLISHED is set by the hub once Symphonics has accepted the dossier: publish it instead.',
      {
        details: { field: 'status', currentStatus: intervention.status },
      },
    );
  }
  await moveStatus(unit, intervention, input.status);
  return intervention;
}
