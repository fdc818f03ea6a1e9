import { LockMode } from '@mikro-orm/core';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Intervention } from '../entities/intervention.js';

/**
 * The intervention to change, locked until the transaction ends.
 * @param expectedVersion what the client last saw; left out, the change applies to whatever is there
 * @throws NotFoundError
 * @throws ConflictError when somebody changed it since; `details` holds both versions
 */
export async function loadIntervention(
  unit: UnitOfWork,
  id: string,
  expectedVersion?: number | null,
): Promise<Intervention> {
  const intervention = isUuid(id)
    ? await unit.em.findOne(Intervention, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!intervention) throw new NotFoundError(`There is no intervention ${id}.`, { details: { id } });
  if (expectedVersion != null && expectedVersion !== intervention.version) {
    throw new ConflictError(
      `The intervention is at version ${intervention.version}, not ${expectedVersion}: read it again and repeat the change.`,
      { details: { currentVersion: intervention.version, expectedVersion } },
    );
  }
  return intervention;
}
