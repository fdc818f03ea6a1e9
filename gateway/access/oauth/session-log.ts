import type { AdapterPayload } from 'oidc-provider';
import { v7 as timeOrderedUuid } from 'uuid';
import { z } from 'zod';
import type { Database } from '../../../platform/database/database.js';
import { currentPlace } from './sign-in-place.js';
import type { RecordedCall, SignInRecord } from './sign-in-record.js';

/** Writes down where people are signed in, for people to see; the sessions themselves are oidc-provider's. */
export interface SessionLog {
  /** @param payload of oidc-provider's session @param expiresIn seconds */
  note(payload: Omit<AdapterPayload, 'jti'>, expiresIn: number): Promise<void>;
  /** Signs out, on record: what programs were let do in the session ends too. */
  end(uid: string, call: Omit<RecordedCall, 'organizationId'>): Promise<void>;
}

const insert = `insert into access.sessions
    (id, organization_id, created_at, updated_at, user_id, uid, method, address, user_agent, last_seen_at, expires_at)
  select ?, u.organization_id, now(), now(), u.id, ?, ?, ?, ?, now(), now() + make_interval(secs => ?)
  from access.users u where u.id = ?
  on conflict (uid) do update set last_seen_at = now(), updated_at = now(), expires_at = excluded.expires_at`;

const owner = z.tuple([z.object({ id: z.uuid().nullable() })]);
const signedIn = z.array(z.object({ id: z.uuid(), name: z.string() }));

export function createSessionLog(database: Database, record: SignInRecord): SessionLog {
  return {
    async note({ uid, accountId, amr }, expiresIn) {
      const place = currentPlace();
      if (!place || !uid || !accountId) return;
      const { organizationId, address, userAgent } = place;
      const method = Array.isArray(amr) && typeof amr[0] === 'string' ? amr[0] : 'password';
      const values = [timeOrderedUuid(), uid, method, address, userAgent, expiresIn, accountId];
      await database.transaction(organizationId, (em) => em.execute(insert, values));
    },
    async end(uid, call) {
      const asked = 'select access.organization_of_session(?) as id';
      const [{ id: organizationId }] = owner.parse(await database.acrossOrganizations(asked, [uid]));
      if (organizationId === null) return;
      await record.run({ ...call, organizationId }, async (em) => {
        const sql =
          'select u.id, u.name from access.sessions s join access.users u on u.id = s.user_id where s.uid = ?';
        const [person] = signedIn.parse(await em.execute(sql, [uid]));
        await em.execute('select access.end_oauth_session(?)', [uid]);
        return { result: undefined, entry: person ? { event: 'user.signed-out', outcome: 'DONE', person } : null };
      });
    },
  };
}
