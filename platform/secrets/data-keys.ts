import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database, EntityManager } from '../database/database.js';
import { decrypt, encrypt } from './aead.js';
import { KeyCache } from './key-cache.js';
import type { MasterKey } from './master-key.js';
import type { MasterKeyring } from './master-keyring.js';
import { SecretUnreadableError } from './secret-unreadable-error.js';

export interface DataKey {
  id: string;
  key: Buffer;
}

/** The data keys of organizations: stored wrapped by the master key, in memory for a minute at most. */
export interface DataKeys {
  /** What new secrets of an organization are sealed under; made when it has none yet. */
  active(organizationId: string): Promise<DataKey>;
  /** @throws SecretUnreadableError when it is none of the organization's */
  byId(organizationId: string, id: string): Promise<DataKey>;
  /** Retires an organization's key when it was made before a time, and makes a new one. @returns whether it did */
  renew(organizationId: string, madeBefore: Date): Promise<boolean>;
  /** Wraps one key anew, by the current version of the master key. */
  rewrap(organizationId: string, id: string): Promise<void>;
}

// Shorter by far than the time for which a retired key is kept (secrets.remove_unused_data_keys).
const remembered = { capacity: 1_000, lifetimeMs: 60_000 };

const columns = 'select id, master_key, wrapped from secrets.data_keys';
const storedKeys = z.array(z.object({ id: z.uuid(), master_key: z.string(), wrapped: z.string() }));
type StoredKey = z.infer<typeof storedKeys>[number];

const wrappingKey = (master: MasterKey) => master.derive('data-keys');
const boundTo = (organizationId: string, id: string) => JSON.stringify(['data-key', organizationId, id]);

/**
 * @param database of its own: a key is fetched while the caller holds a transaction, which must not wait for a
 *   connection that other such callers hold
 */
export function createDataKeys(database: Database, keyring: MasterKeyring): DataKeys {
  const cache = new KeyCache<DataKey>(remembered);

  const unwrap = (organizationId: string, { id, master_key, wrapped }: StoredKey): DataKey => {
    const master = keyring.byId(master_key);
    try {
      return { id, key: decrypt(wrappingKey(master), wrapped, boundTo(organizationId, id)) };
    } catch (cause) {
      throw new SecretUnreadableError(`The data key ${id} was altered or moved.`, { cause });
    }
  };
  const find = async (em: EntityManager, condition: string, values: unknown[]): Promise<StoredKey | undefined> => {
    const [found] = storedKeys.parse(await em.execute(`${columns} where ${condition}`, values));
    return found;
  };
  const findActive = (em: EntityManager) => find(em, 'retired_at is null', []);
  const wrap = async (em: EntityManager, organizationId: string, { id, key }: DataKey) => {
    const [{ current }] = z
      .tuple([z.object({ current: z.string() })])
      .parse(await em.execute('select secrets.wrapping_master_key(?) as current', [keyring.all()[0].id]));
    const wrapped = encrypt(wrappingKey(keyring.byId(current)), key, boundTo(organizationId, id));
    return { current, wrapped };
  };
  const make = async (em: EntityManager, organizationId: string): Promise<void> => {
    const made = { id: randomUUID(), key: randomBytes(32) };
    const { current, wrapped } = await wrap(em, organizationId, made);
    await em.execute(
      `insert into secrets.data_keys (id, organization_id, master_key, wrapped) values (?, ?, ?, ?) on conflict do nothing`,
      [made.id, organizationId, current, wrapped],
    );
  };
  const fetchActive = async (organizationId: string): Promise<DataKey> => {
    const found =
      (await database.read(organizationId, findActive)) ??
      (await database.transaction(organizationId, async (em) => {
        await make(em, organizationId);
        return findActive(em);
      }));
    if (!found) throw new Error(`organization ${organizationId} has no data key right after one was made`);
    return unwrap(organizationId, found);
  };
  const fetch = async (organizationId: string, id: string): Promise<DataKey> => {
    const found = await database.read(organizationId, (em) => find(em, 'id = ?', [id]));
    if (!found) throw new SecretUnreadableError(`The organization has no data key ${id}.`);
    return unwrap(organizationId, found);
  };

  return {
    active: (organizationId) => cache.get(organizationId, () => fetchActive(organizationId)),
    byId: (organizationId, id) => cache.get(`${organizationId}/${id}`, () => fetch(organizationId, id)),
    async renew(organizationId, madeBefore) {
      const renewed = await database.transaction(organizationId, async (em) => {
        const retire =
          'update secrets.data_keys set retired_at = now() where retired_at is null and created_at < ? returning id';
        const retired = await em.execute<unknown[]>(retire, [madeBefore]);
        if (retired.length > 0) await make(em, organizationId);
        return retired.length > 0;
      });
      cache.forget(organizationId);
      return renewed;
    },
    async rewrap(organizationId, id) {
      await database.transaction(organizationId, async (em) => {
        const found = await find(em, 'id = ? for update', [id]);
        if (!found) return;
        const { current, wrapped } = await wrap(em, organizationId, unwrap(organizationId, found));
        const change = 'update secrets.data_keys set master_key = ?, wrapped = ? where id = ?';
        await em.execute(change, [current, wrapped, id]);
      });
    },
  };
}
