import type { AdapterPayload } from 'oidc-provider';
import { v7 as timeOrderedUuid } from 'uuid';
import type { Database } from '../../../platform/database/database.js';
import { currentPlace } from './sign-in-place.js';

/** Writes down where people are signed in, for people to see; the sessions themselves are oidc-provider's. */
export interface SessionLog {
  /** @param payload of oidc-provider's session @param expiresIn seconds */
  note(payload: Omit<AdapterPayload, 'jti'>, expiresIn: number): Promise<void>;
  /** Signs out: what programs were let do in the session ends too. */
  end(uid: string): Promise<void>;
}

const insert = `insert into access.sessions
    (id, organization_id, created_at, updated_at, user_id, uid, method, address, user_agent, last_seen_at, expires_at)
  select ?, u.organization_id, now(), now(), u.id, ?, ?, ?, ?, now(), now() + make_interval(secs => ?)
  from access.users u where u.id = ?
  on conflict (uid) do update set last_seen_at = now(), updated_at = now(), expires_at = excluded.expires_at`;

export function createSessionLog(database: Database): SessionLog {
  return {
    async note({ uid, accountId, amr }, expiresIn) {
      const place = currentPlace();
      if (!place || !uid || !accountId) return;
      const { organizationId, address, userAgent } = place;
      const method = Array.isArray(amr) && typeof amr[0] === 'string' ? amr[0] : 'password';
      const values = [timeOrderedUuid(), uid, method, address, userAgent, expiresIn, accountId];
      await database.transaction(organizationId, (em) => em.execute(insert, values));
    },
    async end(uid) {
      await database.acrossOrganizations('select access.end_oauth_session(?)', [uid]);
    },
  };
}
