import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invitation } from '../entities/invitation.js';
import { User } from '../entities/user.js';
import { addInvitation } from '../operations/issue-invitation.js';
import type { AccessServices } from '../services.js';
import { invitationMailQueue } from './invitation-mail-queue.js';
import { invitationText } from './invitation-text.js';

/**
 * Sends somebody a link to set a password with: one of its own, which nobody else has seen. When the mail server does not
 * take it, the link is over, and the next try makes another.
 */
export const mailInvitation = defineJob<z.infer<typeof invitationMailQueue.payload>, AccessServices>({
  ...invitationMailQueue,
  async run({ organizationId, userId, isNew }, services) {
    const { invitationMail, database, now } = services;
    if (!invitationMail) return;
    const actor = { kind: 'worker' as const, id: 'mail-invitation', name: 'mail-invitation' };
    const identity = { caller: { organizationId, actor, scopes: [] }, requestId: `mail-invitation-${userId}` };
    const made = await runUnitOfWork(services, identity, async (unit) => {
      const user = await unit.em.findOne(User, { id: userId, deactivatedAt: null });
      return user && { user, ...(await addInvitation(unit, user)) };
    });
    if (!made) return;
    const { user, path, expiresAt, id } = made;
    const link = new URL(path, invitationMail.hubUrl).href;
    try {
      await invitationMail.mail.send({
        id,
        to: user.email,
        ...invitationText({ name: user.name, link, expiresAt, isNew }),
      });
    } catch (error) {
      await database.transaction(organizationId, (em) => em.nativeUpdate(Invitation, { id }, { expiresAt: now() }));
      throw error;
    }
  },
});
