import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { invitationMailQueue } from '../invitations/invitation-mail-queue.js';
import type { IssuedInvitation } from '../resolvers/user-types.js';
import type { AccessServices } from '../services.js';

/** Has a link sent to its user, too, where the hub can. @param isNew invited for the first time */
export async function mailLink(
  { enqueue, caller: { organizationId } }: UnitOfWork,
  { invitationMail }: Pick<AccessServices, 'invitationMail'>,
  issued: Omit<IssuedInvitation, 'mailed'>,
  isNew: boolean,
): Promise<IssuedInvitation> {
  const mailed = invitationMail !== null;
  if (mailed) await enqueue(invitationMailQueue, { organizationId, userId: issued.user.id, isNew });
  return { ...issued, mailed };
}
