import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ConflictError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { User } from '../entities/user.js';
import type { InviteUserInput, IssuedInvitation } from '../resolvers/user-types.js';
import { issueInvitation } from './issue-invitation.js';
import { refuseHigherRoles, userRules } from './user-rules.js';

/**
 * @throws InvalidInputError
 * @throws ForbiddenError when the roles may do what the caller may not
 * @throws ConflictError when somebody has the e-mail address
 */
export async function inviteUser(unit: UnitOfWork, input: InviteUserInput): Promise<Omit<IssuedInvitation, 'mailed'>> {
  const fields = checked(userRules, input);
  refuseHigherRoles(unit, fields.roles);
  const { organizationId } = unit.caller;
  const user = unit.em.create(User, { ...fields, organizationId, createdAt: unit.now() });
  await unit.em.flush().catch((cause: unknown) => {
    if (!(cause instanceof UniqueConstraintViolationException)) throw cause;
    const details = { field: 'email' };
    throw new ConflictError(`There is already a user with the e-mail address ${fields.email}.`, { cause, details });
  });
  return issueInvitation(unit, user);
}
