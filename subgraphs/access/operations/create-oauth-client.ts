import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { CreateOAuthClientInput, IssuedOAuthClient } from '../resolvers/oauth-types.js';
import { buildOAuthClient } from './build-oauth-client.js';
import { refuseHigherScopes } from './key-rules.js';

/** @throws InvalidInputError also when the client could do what its maker may not */
export async function createOAuthClient(unit: UnitOfWork, input: CreateOAuthClientInput): Promise<IssuedOAuthClient> {
  const { organizationId, actor } = unit.caller;
  const issued = buildOAuthClient(unit.em, input, { organizationId, now: unit.now(), createdBy: actor });
  refuseHigherScopes(unit.caller.scopes, issued.client.scopes);
  await unit.em.flush();
  return issued;
}
