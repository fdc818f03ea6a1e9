import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Session } from '../entities/session.js';
import { User } from '../entities/user.js';
import { refuseHigherRoles, refuseWithoutAdministrator } from './user-rules.js';

/**
 * Shuts a user out for as long as it is not taken back: sessions end, and tokens open nothing any more. Keys they made
 * stay: those are the organization's.
 * @throws NotFoundError
 * @throws ForbiddenError when the user may do what the caller may not
 * @throws ConflictError when no administrator would be left
 */
export async function deactivateUser(unit: UnitOfWork, id: string): Promise<User> {
  const user = await loadForChange(unit, User, id);
  refuseHigherRoles(unit, user.roles);
  if (user.deactivatedAt) return user;
  await refuseWithoutAdministrator(unit, user);
  const now = unit.now();
  user.deactivatedAt = now;
  await unit.em.flush();
  await unit.em.nativeUpdate(Session, { userId: user.id, endedAt: null }, { endedAt: now });
  await unit.em.execute('select access.end_oauth_account(?)', [user.id]);
  return user;
}
