import { z } from 'zod';
import { generateKey, hashKey, prefixOf } from '../../../platform/access/api-key-format.js';
import type { Database } from '../../../platform/database/database.js';
import { firstOrganizationId } from '../../../platform/database/first-organization.js';
import type { Scope } from '../../../platform/service/scopes.js';
import { ApiKey } from '../entities/api-key.js';

export interface NewKey {
  organizationId: string;
  name: string;
  scopes: readonly Scope[];
  expiresAt?: Date | null;
}

/** Makes a key and returns it: the only time it is seen. */
export async function createKey(
  database: Database,
  { organizationId, name, scopes, expiresAt }: NewKey,
): Promise<string> {
  const key = generateKey();
  await database.transaction(organizationId, async (em) => {
    const prefix = prefixOf(key);
    em.create(ApiKey, {
      organizationId,
      name,
      prefix,
      keyHash: hashKey(key),
      scopes: [...scopes],
      expiresAt: expiresAt ?? null,
    });
  });
  return key;
}

/** Whether a key opens anything: it is there, neither revoked nor expired. */
export async function isGoodKey(database: Database, key: string): Promise<boolean> {
  const found = await database.acrossOrganizations('select id from access.find_api_key(?)', [hashKey(key)]);
  return z.array(z.object({ id: z.uuid() })).parse(found).length > 0;
}

/** Accepts a key given by the environment as the first organization's administrator; any earlier one no more. */
export async function acceptBootstrapKey(database: Database, key: string): Promise<void> {
  const name = 'bootstrap';
  await database.transaction(firstOrganizationId, async (em) => {
    const keyHash = hashKey(key);
    await em.nativeUpdate(ApiKey, { name, keyHash: { $ne: keyHash }, revokedAt: null }, { revokedAt: new Date() });
    const known = await em.findOne(ApiKey, { keyHash });
    if (known) known.revokedAt = null;
    else em.create(ApiKey, { organizationId: firstOrganizationId, name, prefix: '(set)', keyHash, scopes: ['admin'] });
  });
}

/** Finds the organization of a name, and makes it when there is none. */
export async function ensureOrganization(database: Database, name: string): Promise<string> {
  const rows = await database.acrossOrganizations('select access.ensure_organization(?) as id', [name]);
  return z.tuple([z.object({ id: z.uuid() })]).parse(rows)[0].id;
}
