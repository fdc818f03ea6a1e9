import { z } from 'zod';
import { hashSecret } from '../../../platform/access/one-time-secret.js';
import { hashPassword } from '../../../platform/access/passwords.js';
import type { Database } from '../../../platform/database/database.js';
import type { RecordedCall, SignInRecord } from './sign-in-record.js';

const found = z.array(z.object({ organization_id: z.uuid(), id: z.uuid(), user_id: z.uuid() }));

async function find(database: Database, token: string) {
  const rows = await database.acrossOrganizations('select * from access.find_invitation(?)', [hashSecret(token)]);
  return found.parse(rows)[0];
}

/** Whether a link to set a password with is still good. */
export const isInvitation = async (database: Database, token: string): Promise<boolean> =>
  (await find(database, token)) !== undefined;

/**
 * Sets the password of whom a link was made for, and signs them out everywhere.
 * @returns false when the link is used or over
 */
export async function takeUpInvitation(
  { database, record }: { database: Database; record: SignInRecord },
  token: string,
  password: string,
  call: Omit<RecordedCall, 'organizationId'>,
): Promise<boolean> {
  const invitation = await find(database, token);
  if (!invitation) return false;
  const hash = await hashPassword(password);
  const person = { id: invitation.user_id, name: 'by invitation' };
  const recorded = { ...call, organizationId: invitation.organization_id };
  return record.write(recorded, person, 'user.password-set', async (em) => {
    const use =
      'update access.invitations set used_at = now() where id = ? and used_at is null and expires_at > now() returning id';
    const used = await em.execute<unknown[]>(use, [invitation.id]);
    if (used.length === 0) return false;
    // There may be two, one of them sent by e-mail.
    const over = 'update access.invitations set expires_at = now() where user_id = ? and used_at is null';
    await em.execute(over, [invitation.user_id]);
    const change = 'update access.users set password_hash = ?, updated_at = now(), version = version + 1 where id = ?';
    await em.execute(change, [hash, invitation.user_id]);
    const end =
      'update access.sessions set ended_at = now(), updated_at = now() where user_id = ? and ended_at is null';
    await em.execute(end, [invitation.user_id]);
    await em.execute('select access.end_oauth_account(?)', [invitation.user_id]);
    return true;
  });
}
