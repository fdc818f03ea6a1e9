import { generateSecret, hashSecret } from '../../../platform/access/one-time-secret.js';
import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { OAuthClient } from '../entities/oauth-client.js';
import type { CreateOAuthClientInput, IssuedOAuthClient } from '../resolvers/oauth-types.js';
import { refuseHigherScopes } from './key-rules.js';
import { grantTypesOf, oauthClientRules } from './oauth-client-rules.js';

/** @throws InvalidInputError also when the client could do what its maker may not */
export async function createOAuthClient(unit: UnitOfWork, input: CreateOAuthClientInput): Promise<IssuedOAuthClient> {
  const { machine, ...fields } = checked(oauthClientRules, input);
  refuseHigherScopes(unit.caller.scopes, fields.scopes);
  const secret = fields.confidential ? generateSecret() : null;
  const { organizationId, actor } = unit.caller;
  const client = unit.em.create(OAuthClient, {
    ...fields,
    organizationId,
    clientId: `pcl_${generateSecret().slice(0, 22)}`,
    secretHash: secret === null ? null : hashSecret(secret),
    grantTypes: grantTypesOf({ machine, redirectUris: fields.redirectUris }),
    createdBy: actor.id,
    createdByName: actor.name,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  return { client, secret };
}
