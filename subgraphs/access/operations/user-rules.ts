import { z } from 'zod';
import { covers, type Role, roles, scopesOf } from '../../../platform/access/roles.js';
import { ConflictError, ForbiddenError } from '../../../platform/errors/errors.js';
import { email, text } from '../../../platform/service/input-rules.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { User } from '../entities/user.js';

const roleList = z
  .array(z.enum(roles))
  .min(1, 'must have at least one')
  .transform((list) => [...new Set(list)]);

/** What a user keeps to. */
export const userRules = z.object({ email, name: text(200), roles: roleList });

export const rolesRules = z.object({ roles: roleList });

/**
 * Nobody makes or changes somebody who may do more than they.
 * @throws ForbiddenError naming what is missing
 */
export function refuseHigherRoles({ caller }: UnitOfWork, ...held: readonly (readonly Role[])[]): void {
  const higher = scopesOf(held.flat()).filter((scope) => !covers(caller.scopes, scope));
  if (higher.length === 0) return;
  throw new ForbiddenError(`These roles may do what you may not: ${higher.join(', ')}.`, {
    details: { missingScopes: higher },
  });
}

/**
 * An organization keeps an administrator, so that somebody can still let people in.
 * @param user who is about to be none any more; locked
 * @throws ConflictError
 */
export async function refuseWithoutAdministrator({ em, caller }: UnitOfWork, user: User): Promise<void> {
  if (!user.roles.includes('administrator')) return;
  // Who would take an administrator out waits here for the others who would. Their rows are not locked: each holds its own.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`administrators:${caller.organizationId}`]);
  const others = { id: { $ne: user.id }, deactivatedAt: null, roles: { $contains: ['administrator' as const] } };
  if ((await em.count(User, others)) > 0) return;
  throw new ConflictError('This is the organization’s last administrator: make another one first.');
}
