import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../database/database.js';
import { KeyCache } from '../secrets/key-cache.js';
import type { SealedColumn } from '../secrets/sealed-column.js';
import type { SealedSecret, SecretBox } from '../secrets/secret-box.js';

export const auditKeyColumn: SealedColumn = { table: 'audit.keys', column: 'key' };

const stored = z.array(z.object({ id: z.uuid(), key: z.custom<SealedSecret>() }));

const remembered = { capacity: 1_000, lifetimeMs: 60_000 };

/** The key each organization's entries are hashed with; made with the first entry, and the same for ever. */
export class AuditKeys {
  readonly #database: Database;
  readonly #secretBox: SecretBox;
  readonly #cache = new KeyCache<Buffer>(remembered);

  constructor(database: Database, secretBox: SecretBox) {
    this.#database = database;
    this.#secretBox = secretBox;
  }

  /** Call it with no transaction open: it may want a connection of its own. */
  of(organizationId: string): Promise<Buffer> {
    return this.#cache.get(organizationId, async () => (await this.find(organizationId)) ?? this.#make(organizationId));
  }

  /** `null` where the organization has no entry yet. @throws SecretUnreadableError, MasterKeyMissingError */
  async find(organizationId: string): Promise<Buffer | null> {
    const select = 'select id, key from audit.keys where organization_id = ?';
    const [row] = stored.parse(await this.#database.read(organizationId, (em) => em.execute(select, [organizationId])));
    if (!row) return null;
    const opened = await this.#secretBox.open(auditKeyColumn, { organizationId, id: row.id }, row.key);
    return Buffer.from(opened, 'base64url');
  }

  async #make(organizationId: string): Promise<Buffer> {
    const id = randomUUID();
    const plain = randomBytes(32).toString('base64url');
    const sealed = JSON.stringify(await this.#secretBox.seal(auditKeyColumn, { organizationId, id }, plain));
    const insert = 'insert into audit.keys (id, organization_id, key) values (?, ?, ?) on conflict do nothing';
    await this.#database.transaction(organizationId, (em) => em.execute(insert, [id, organizationId, sealed]));
    const made = await this.find(organizationId);
    if (!made) throw new Error('the audit key is not there right after it was made');
    return made;
  }
}
