import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Session } from '../entities/session.js';
import { User } from '../entities/user.js';
import { refuseHigherRoles } from './user-rules.js';

/**
 * Signs a browser out; what it let programs do on the person's behalf ends too.
 * @throws NotFoundError
 * @throws ForbiddenError when the person may do what the caller may not
 */
export async function endSession(unit: UnitOfWork, id: string): Promise<Session> {
  const session = await requireRow(unit, Session, id, { lock: true });
  const user = await requireRow(unit, User, session.userId);
  refuseHigherRoles(unit, user.roles);
  session.endedAt ??= unit.now();
  await unit.em.flush();
  await unit.em.execute('select access.end_oauth_session(?)', [session.uid]);
  return session;
}
