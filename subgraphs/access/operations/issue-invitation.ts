import { generateSecret, hashSecret } from '../../../platform/access/one-time-secret.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invitation } from '../entities/invitation.js';
import type { User } from '../entities/user.js';
import type { IssuedInvitation } from '../resolvers/user-types.js';

const lifetimeMs = 7 * 24 * 60 * 60 * 1_000;

/** A link with which the user sets a password, once and within a week; any earlier one no more. */
export async function issueInvitation(unit: UnitOfWork, user: User): Promise<Omit<IssuedInvitation, 'mailed'>> {
  const now = unit.now();
  const open = { userId: user.id, usedAt: null, expiresAt: { $gt: now } };
  await unit.em.nativeUpdate(Invitation, open, { expiresAt: now });
  const { path, expiresAt } = await addInvitation(unit, user);
  return { user, path, expiresAt };
}

/** The same, beside those that are there: whichever is used first ends the others. */
export async function addInvitation(
  unit: UnitOfWork,
  { id: userId }: User,
): Promise<{ id: string; path: string; expiresAt: Date }> {
  const now = unit.now();
  const token = generateSecret();
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  const { organizationId } = unit.caller;
  const tokenHash = hashSecret(token);
  const { id } = unit.em.create(Invitation, { organizationId, userId, tokenHash, expiresAt, createdAt: now });
  await unit.em.flush();
  return { id, path: `/sign-in/invitation?token=${token}`, expiresAt };
}
