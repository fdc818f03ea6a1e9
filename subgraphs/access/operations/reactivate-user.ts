import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { User } from '../entities/user.js';
import { refuseHigherRoles } from './user-rules.js';

/**
 * Lets a user in again, who has to sign in anew.
 * @throws NotFoundError
 * @throws ForbiddenError when the user may do what the caller may not
 */
export async function reactivateUser(unit: UnitOfWork, id: string): Promise<User> {
  const user = await loadForChange(unit, User, id);
  refuseHigherRoles(unit, user.roles);
  user.deactivatedAt = null;
  await unit.em.flush();
  return user;
}
