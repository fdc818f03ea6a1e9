import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { z } from 'zod';
import { hashSecret } from '../../../platform/access/one-time-secret.js';
import type { Database } from '../../../platform/database/database.js';
import { findClientMetadata } from './client-metadata.js';
import type { SessionLog } from './session-log.js';

const record = z.array(
  z.object({ payload: z.record(z.string(), z.unknown()), consumed_at: z.coerce.date().nullable() }),
);
const sessionRecord = z.array(z.object({ id: z.instanceof(Buffer), payload: z.record(z.string(), z.unknown()) }));
const consumed = z.tuple([z.object({ first: z.boolean() })]);

/** For what has no end of its own, in seconds. */
const longestSeconds = 90 * 24 * 60 * 60;

/**
 * What oidc-provider keeps, in PostgreSQL, for all gateways. A record is found by the SHA-256 of its id and does not hold the
 * id itself: for codes, tokens and sessions the id is the secret, and whoever reads the database has none.
 */
export function createOAuthAdapter(database: Database, sessions: SessionLog): (kind: string) => Adapter {
  const call = (sql: string, ...parameters: unknown[]) => database.acrossOrganizations(sql, parameters);

  return (kind) => ({
    async find(id) {
      if (kind === 'Client') return id.includes('\0') ? undefined : findClientMetadata(database, id);
      const [found] = record.parse(await call('select * from access.oauth_find(?, ?)', kind, hashSecret(id)));
      if (!found) return undefined;
      const at = found.consumed_at;
      return { ...found.payload, jti: id, ...(at && { consumed: Math.floor(at.getTime() / 1_000) }) };
    },
    async findByUid(uid) {
      const [found] = sessionRecord.parse(await call('select * from access.oauth_find_session(?)', uid));
      return found?.payload;
    },
    async upsert(id, { jti: _secret, ...payload }, expiresIn) {
      const text = JSON.stringify(forget(payload));
      // PostgreSQL keeps no NUL character in jsonb.
      if (text.includes('\\u0000')) throw new errors.InvalidRequest('the NUL character is not allowed');
      await call('select access.oauth_store(?, ?, ?, ?)', kind, hashSecret(id), text, expiresIn ?? longestSeconds);
      if (kind === 'Session') await sessions.note(payload, expiresIn ?? longestSeconds);
    },
    async consume(id) {
      const [{ first }] = consumed.parse(
        await call('select access.oauth_consume(?, ?) as first', kind, hashSecret(id)),
      );
      if (first) return;
      // Whoever comes second, however close, may be a thief or have been robbed: nobody keeps anything.
      const [used] = record.parse(await call('select * from access.oauth_find(?, ?)', kind, hashSecret(id)));
      await call('select access.oauth_revoke_grant(?)', used?.payload.grantId ?? null);
      throw new errors.InvalidGrant('it was used at the same moment by somebody else');
    },
    async destroy(id) {
      await call('select access.oauth_remove(?, ?)', kind, hashSecret(id));
    },
    async revokeByGrantId(grantId) {
      await call('select access.oauth_revoke_grant(?)', grantId);
    },
    async findByUserCode() {
      return undefined;
    },
  });
}

/** An interaction carries the session's cookie, which nothing reads again. */
function forget({ session, ...payload }: Omit<AdapterPayload, 'jti'>): object {
  if (!session) return payload;
  const { cookie: _secret, ...rest } = z.record(z.string(), z.unknown()).parse(session);
  return { ...payload, session: rest };
}
