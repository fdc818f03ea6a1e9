import { z } from 'zod';
import { hashSecret } from '../../../platform/access/one-time-secret.js';
import type { Database } from '../../../platform/database/database.js';
import type { IdentityProvider } from './identity-providers.js';

/**
 * `request`: sent to a provider, waits for its answer. `ticket`: of somebody who came in, until their browser shows it.
 * `assertion`, `logout`: was used, and is not taken again.
 */
type Kind = 'request' | 'ticket' | 'assertion' | 'logout';

export interface SsoRecord {
  /** The sign-in of ours that it belongs to; null when it began at the provider. */
  uid: string | null;
  userId: string | null;
}

interface NewRecord extends Partial<SsoRecord> {
  expiresAt: Date;
}

const found = z.array(z.object({ uid: z.string().nullable(), user_id: z.uuid().nullable() }));

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
    { uid = null, userId = null, expiresAt }: NewRecord,
  ): Promise<boolean> {
    const sql = `insert into access.sso_records (organization_id, provider_id, kind, id, uid, user_id, expires_at)
      values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning 1 as kept`;
    const values = [organizationId, providerId, kind, hashSecret(id), uid, userId, expiresAt];
    const kept = await this.#database.transaction(organizationId, (em) => em.execute<unknown[]>(sql, values));
    return kept.length > 0;
  }

  /** Whether there is one that is still good. */
  async find(provider: IdentityProvider, kind: Kind, id: string): Promise<SsoRecord | undefined> {
    const sql = `select uid, user_id from access.sso_records
      where provider_id = ? and kind = ? and id = ? and expires_at > ?`;
    const values = [provider.id, kind, hashSecret(id), this.#now()];
    return recordOf(await this.#database.read(provider.organizationId, (em) => em.execute(sql, values)));
  }

  /** The same, and it is gone: of all who ask at once, one gets it. */
  async take(provider: IdentityProvider, kind: Kind, id: string): Promise<SsoRecord | undefined> {
    const sql = `delete from access.sso_records
      where provider_id = ? and kind = ? and id = ? and expires_at > ? returning uid, user_id`;
    const values = [provider.id, kind, hashSecret(id), this.#now()];
    return recordOf(await this.#database.transaction(provider.organizationId, (em) => em.execute(sql, values)));
  }
}

function recordOf(rows: unknown): SsoRecord | undefined {
  const [row] = found.parse(rows);
  return row && { uid: row.uid, userId: row.user_id };
}
