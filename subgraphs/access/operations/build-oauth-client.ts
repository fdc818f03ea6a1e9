import { generateSecret, hashSecret } from '../../../platform/access/one-time-secret.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { checked } from '../../../platform/service/check-input.js';
import { OAuthClient } from '../entities/oauth-client.js';
import type { CreateOAuthClientInput, IssuedOAuthClient } from '../resolvers/oauth-types.js';
import { grantTypesOf, oauthClientRules } from './oauth-client-rules.js';

interface Creation {
  organizationId: string;
  now: Date;
  /** `null`: the operator, by the command. */
  createdBy: { id: string; name: string } | null;
}

/** A client as it is made, with the only sight of its secret; stored at the next flush. @throws InvalidInputError */
export function buildOAuthClient(
  em: EntityManager,
  input: CreateOAuthClientInput,
  { organizationId, now, createdBy }: Creation,
): IssuedOAuthClient {
  const { machine, ...fields } = checked(oauthClientRules, input);
  const secret = fields.confidential ? generateSecret() : null;
  const client = em.create(OAuthClient, {
    ...fields,
    organizationId,
    clientId: `pcl_${generateSecret().slice(0, 22)}`,
    secretHash: secret === null ? null : hashSecret(secret),
    grantTypes: grantTypesOf({ machine, redirectUris: fields.redirectUris }),
    createdBy: createdBy?.id ?? null,
    createdByName: createdBy?.name ?? null,
    createdAt: now,
  });
  return { client, secret };
}
