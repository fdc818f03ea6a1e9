import { checked } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Role } from '../entities/role.js';
import { User } from '../entities/user.js';
import { refuseHigherRoles, refuseWithoutAdministrator, rolesRules } from './user-rules.js';

/**
 * Counts from the next call on; open streams end and have to be opened again.
 * @throws NotFoundError, InvalidInputError
 * @throws ForbiddenError when the roles, before or after, may do what the caller may not
 * @throws ConflictError on a stale version, or when no administrator would be left
 */
export async function setUserRoles(
  unit: UnitOfWork,
  id: string,
  roles: Role[],
  expectedVersion?: number | null,
): Promise<User> {
  const wanted = checked(rolesRules, { roles }).roles;
  const user = await loadForChange(unit, User, id, expectedVersion);
  refuseHigherRoles(unit, user.roles, wanted);
  if (!wanted.includes('administrator')) await refuseWithoutAdministrator(unit, user);
  user.roles = wanted;
  await unit.em.flush();
  return user;
}
