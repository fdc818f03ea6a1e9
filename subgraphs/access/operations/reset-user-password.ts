import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { User } from '../entities/user.js';
import type { IssuedInvitation } from '../resolvers/user-types.js';
import { issueInvitation } from './issue-invitation.js';
import { refuseHigherRoles } from './user-rules.js';

/**
 * A link with which the user sets a new password; the present one is good until then.
 * @throws NotFoundError
 * @throws ForbiddenError when the user may do what the caller may not
 */
export async function resetUserPassword(unit: UnitOfWork, id: string): Promise<Omit<IssuedInvitation, 'mailed'>> {
  const user = await loadForChange(unit, User, id);
  refuseHigherRoles(unit, user.roles);
  return issueInvitation(unit, user);
}
