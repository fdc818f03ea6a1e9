import { z } from 'zod';
import type { SignInRecord } from '../oauth/sign-in-record.js';
import type { IdentityProvider } from './identity-providers.js';

const found = z.array(z.object({ id: z.uuid(), name: z.string() }));

/**
 * Signs somebody out, in all browsers, where they came in by a provider: it says that they are signed out there.
 * @returns whether the hub knows who that is
 */
export async function endSessions(
  record: SignInRecord,
  provider: IdentityProvider,
  subject: string,
  from: { address: string; requestId: string },
): Promise<boolean> {
  return record.run({ ...from, organizationId: provider.organizationId }, async (em) => {
    const sql = `select u.id, u.name from access.identities i join access.users u on u.id = i.user_id
      where i.provider = ? and i.subject = ?`;
    const [user] = found.parse(await em.execute(sql, [provider.id, subject]));
    if (!user) return { result: false, entry: null };
    const end = `select access.end_oauth_session(s.uid) from access.sessions s
      where s.user_id = ? and s.method = ? and s.ended_at is null`;
    await em.execute(end, [user.id, provider.id]);
    const details = { provider: provider.id, by: 'provider' };
    return { result: true, entry: { event: 'user.signed-out', outcome: 'DONE', person: user, details } };
  });
}
