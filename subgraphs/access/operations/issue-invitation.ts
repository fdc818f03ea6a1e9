import { generateSecret, hashSecret } from '../../../platform/access/one-time-secret.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invitation } from '../entities/invitation.js';
import type { User } from '../entities/user.js';
import type { IssuedInvitation } from '../resolvers/user-types.js';

const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

/** A link with which the user sets a password, once and within a week; any earlier one no more. */
export async function issueInvitation(unit: UnitOfWork, user: User): Promise<IssuedInvitation> {
  const now = unit.now();
  const userId = user.id;
  await unit.em.nativeUpdate(Invitation, { userId, usedAt: null, expiresAt: { $gt: now } }, { expiresAt: now });
  const token = generateSecret();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const { organizationId } = unit.caller;
  unit.em.create(Invitation, { organizationId, userId, tokenHash: hashSecret(token), expiresAt, createdAt: now });
  await unit.em.flush();
  return { user, path: `/sign-in/invitation?token=${token}`, expiresAt };
}
