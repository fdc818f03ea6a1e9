import { generateKey, hashKey, prefixOf } from '../../../platform/access/api-key-format.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { ApiKey } from '../entities/api-key.js';
import type { CreateApiKeyInput, IssuedApiKey } from '../resolvers/key-types.js';
import { keyRules, refuseHigherScopes } from './key-rules.js';

/** @throws InvalidInputError also when the key could do what its maker may not */
export async function createApiKey(unit: UnitOfWork, input: CreateApiKeyInput): Promise<IssuedApiKey> {
  const fields = checked(keyRules, input);
  refuseHigherScopes(unit.caller.scopes, fields.scopes);
  if (fields.expiresAt && fields.expiresAt <= unit.now()) {
    refuseViolations([{ field: 'expiresAt', message: 'must be in the future' }]);
  }
  const secret = generateKey();
  const { organizationId, actor } = unit.caller;
  const apiKey = unit.em.create(ApiKey, {
    ...fields,
    organizationId,
    prefix: prefixOf(secret),
    keyHash: hashKey(secret),
    createdBy: actor.id,
    createdByName: actor.name,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  return { apiKey, secret };
}
