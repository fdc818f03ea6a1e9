import { generateKey, hashKey, prefixOf } from '../../../platform/access/api-key-format.js';
import { ConflictError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { ApiKey } from '../entities/api-key.js';
import type { IssuedApiKey } from '../resolvers/key-types.js';
import { refuseHigherScopes } from './key-rules.js';
import { previousSecretEnd } from './previous-secret-end.js';

/**
 * A new secret for a key; the one before stays good until a time, any earlier one no more.
 * @param previousValidUntil default in 24 hours; a time that is past ends the old secret at once
 * @throws NotFoundError
 * @throws ConflictError when the key is revoked or expired
 * @throws InvalidInputError when the key may do what the caller may not: its secret would be a way up
 */
export async function regenerateApiKey(
  unit: UnitOfWork,
  id: string,
  previousValidUntil?: Date | null,
): Promise<IssuedApiKey> {
  const apiKey = await requireRow(unit, ApiKey, id, { lock: true });
  refuseHigherScopes(unit.caller.scopes, apiKey.scopes);
  const now = unit.now();
  if (apiKey.revokedAt || (apiKey.expiresAt && apiKey.expiresAt <= now)) {
    throw new ConflictError('The key is revoked or expired: make another one.');
  }
  const secret = generateKey();
  apiKey.previousKeyHash = apiKey.keyHash;
  apiKey.previousValidUntil = previousSecretEnd(unit, previousValidUntil);
  apiKey.keyHash = hashKey(secret);
  apiKey.prefix = prefixOf(secret);
  await unit.em.flush();
  return { apiKey, secret };
}
