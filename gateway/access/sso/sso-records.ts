import { z } from 'zod';
import { hashSecret } from '../../../platform/access/one-time-secret.js';
import type { Database } from '../../../platform/database/database.js';
import type { IdentityProvider } from './identity-providers.js';

/**
 * `request`: sent to a provider, waits for its answer. `ticket`: of somebody who came in, until their browser shows it.
 * `assertion`, `logout`: was used, and is not taken again. `sign-out`: of somebody who leaves, until the provider sends
 * their browser back.
 */
type Kind = 'request' | 'ticket' | 'assertion' | 'logout' | 'sign-out';

export interface SsoRecord {
  /** The sign-in of ours that it belongs to; null when it began at the provider. */
  uid: string | null;
  userId: string | null;
  /** What their sign-in at the provider is known by (sso-logins.ts). */
  loginId: string | null;
  /** Where the browser goes in the end. */
  leadsTo: string | null;
}

interface NewRecord extends Partial<SsoRecord> {
  expiresAt: Date;
}

const columns = 'uid, user_id as "userId", login_id as "loginId", leads_to as "leadsTo"';
const found = z.array(
  z.object({
    uid: z.string().nullable(),
    userId: z.uuid().nullable(),
    loginId: z.uuid().nullable(),
    leadsTo: z.string().nullable(),
  }),
);

/**
 * What sign-ins leave behind while they are on their way, in PostgreSQL, so that any gateway knows of it. Found by the
 * SHA-256 of their ids: whoever reads the database has none.
 */
export class SsoRecords {
  readonly #database: Database;
  readonly #now: () => Date;

  constructor(database: Database, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** @returns false when there was one of that id already */
  async keep(
    { id: providerId, organizationId }: IdentityProvider,
    kind: Kind,
    id: string,
    { uid = null, userId = null, loginId = null, leadsTo = null, expiresAt }: NewRecord,
  ): Promise<boolean> {
    const sql = `insert into access.sso_records (organization_id, provider_id, kind, id, uid, user_id, login_id, leads_to, expires_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning 1 as kept`;
    const values = [organizationId, providerId, kind, hashSecret(id), uid, userId, loginId, leadsTo, expiresAt];
    const kept = await this.#database.transaction(organizationId, (em) => em.execute<unknown[]>(sql, values));
    return kept.length > 0;
  }

  /** Whether there is one that is still good. */
  async find(provider: IdentityProvider, kind: Kind, id: string): Promise<SsoRecord | undefined> {
    const sql = `select ${columns} from access.sso_records
      where provider_id = ? and kind = ? and id = ? and expires_at > ?`;
    const values = [provider.id, kind, hashSecret(id), this.#now()];
    return found.parse(await this.#database.read(provider.organizationId, (em) => em.execute(sql, values)))[0];
  }

  /** The same, and it is gone: of all who ask at once, one gets it. */
  async take(provider: IdentityProvider, kind: Kind, id: string): Promise<SsoRecord | undefined> {
    const sql = `delete from access.sso_records
      where provider_id = ? and kind = ? and id = ? and expires_at > ? returning ${columns}`;
    const values = [provider.id, kind, hashSecret(id), this.#now()];
    const taken = await this.#database.transaction(provider.organizationId, (em) => em.execute(sql, values));
    return found.parse(taken)[0];
  }
}
