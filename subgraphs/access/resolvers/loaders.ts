import { byId } from '../../../platform/service/find-by-id.js';
import type { Loader } from '../../../platform/service/request-context.js';
import { ApiKey } from '../entities/api-key.js';
import { Identity } from '../entities/identity.js';
import { IdentityProvider } from '../entities/identity-provider.js';
import { OAuthClient } from '../entities/oauth-client.js';
import { Session } from '../entities/session.js';
import { User } from '../entities/user.js';

export const apiKeyById = byId(ApiKey);
export const userById = byId(User);
export const sessionById = byId(Session);
export const oauthClientById = byId(OAuthClient);
export const identityProviderById = byId(IdentityProvider);

export const identitiesOfUser: Loader<string, Identity[]> = async (em, userIds) => {
  const where = { userId: { $in: [...userIds] } };
  const found = await em.find(Identity, where, { orderBy: { id: 'asc' }, disableIdentityMap: true });
  return Map.groupBy(found, ({ userId }) => userId);
};
