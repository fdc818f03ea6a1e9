import type { ClientBase } from 'pg';
import { generateKey, hashKey, prefixOf } from '../../../platform/access/api-key-format.js';
import { organizationVariable } from '../../../platform/database/roles.js';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';

/** What can be known of a key once it is made. */
export interface KeyRecord {
  id: string;
  organizationId: string;
  organization: string;
  name: string;
  /** The beginning of the key, by which people tell keys apart. */
  prefix: string;
  scopes: string[];
  expiresAt: Date | null;
  revokedAt: Date | null;
}

const columns = `select k.id, k.organization_id as "organizationId", o.name as organization, k.name, k.prefix, k.scopes,
    k.expires_at as "expiresAt", k.revoked_at as "revokedAt"
  from access.api_keys k join access.organizations o on o.id = k.organization_id`;

/** Every key of every organization, oldest first. For the operator: only the tables' owner sees across organizations. */
export async function listKeys(owner: ClientBase): Promise<KeyRecord[]> {
  return (await owner.query<KeyRecord>(`${columns} order by o.created_at, o.name, k.id`)).rows;
}

/** The key of a beginning or an id. @throws NotFoundError @throws ConflictError when several keys begin like that */
async function findKey(owner: ClientBase, which: string): Promise<KeyRecord> {
  const condition = isUuid(which) ? 'k.id = $1' : 'k.prefix = $1';
  const { rows } = await owner.query<KeyRecord>(`${columns} where ${condition} order by k.id`, [which]);
  const [found] = rows;
  if (!found) throw new NotFoundError(`There is no key ${which}: give its beginning or its id.`);
  if (rows.length > 1) {
    throw new ConflictError(
      `Several keys begin with ${which}; name one by its id: ${rows.map(({ id }) => id).join(', ')}.`,
    );
  }
  return found;
}

/** Its owner, too, writes only as the organization (row-level security is forced); set for this one transaction. */
async function change(owner: ClientBase, { organizationId }: KeyRecord, sql: string, values: unknown[]): Promise<void> {
  await owner.query('begin');
  await owner.query('select set_config($1, $2, true)', [organizationVariable, organizationId]);
  await owner.query(sql, values);
  await owner.query('commit');
}

/**
 * Ends a key for good; one that is revoked already stays as it is.
 * @param which its beginning or its id
 * @throws NotFoundError
 * @throws ConflictError when several keys begin like that
 */
export async function revokeKey(owner: ClientBase, which: string): Promise<KeyRecord> {
  const found = await findKey(owner, which);
  const revoke =
    'update access.api_keys set revoked_at = now(), updated_at = now() where id = $1 and revoked_at is null';
  await change(owner, found, revoke, [found.id]);
  return found;
}

/**
 * Gives a key a new secret and returns it, this once. The one before stays good for some hours, any earlier one no more.
 * @param which its beginning or its id
 * @throws NotFoundError
 * @throws ConflictError when several keys begin like that, or the key is revoked or expired
 */
export async function regenerateKey(owner: ClientBase, which: string, overlapHours: number): Promise<string> {
  const found = await findKey(owner, which);
  if (found.revokedAt || (found.expiresAt && found.expiresAt <= new Date())) {
    throw new ConflictError('The key is revoked or expired: make another one.');
  }
  const secret = generateKey();
  const regenerate = `update access.api_keys set previous_key_hash = key_hash, key_hash = $2, prefix = $3,
    previous_valid_until = now() + make_interval(hours => $4), updated_at = now() where id = $1`;
  await change(owner, found, regenerate, [found.id, hashKey(secret), prefixOf(secret), overlapHours]);
  return secret;
}
