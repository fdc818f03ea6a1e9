import { identityProviderSecret } from '../../platform/access/identity-provider-secret.js';
import { signingKeys } from '../../platform/access/signing-keys.js';
import { samlKey, ssoLogin } from '../../platform/access/sso-secrets.js';
import { referenceBy } from '../../platform/service/references.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import { audit } from './audit.js';
import { AuditEntry } from './audit-log/audit-entry.js';
import { AuditResolver } from './audit-log/audit-resolver.js';
import { ApiKey } from './entities/api-key.js';
import { Identity } from './entities/identity.js';
import { IdentityProvider } from './entities/identity-provider.js';
import { Invitation } from './entities/invitation.js';
import { OAuthClient } from './entities/oauth-client.js';
import { Session } from './entities/session.js';
import { User } from './entities/user.js';
import { mailInvitation } from './invitations/mail-invitation.js';
import { pruneOAuth } from './jobs/prune-oauth.js';
import { signCheckpoints } from './jobs/sign-checkpoints.js';
import { CreateAccess } from './migrations/001-create-access.js';
import { ManageKeys } from './migrations/002-manage-keys.js';
import { CreateUsers } from './migrations/003-create-users.js';
import { CreateOAuth } from './migrations/004-create-oauth.js';
import { CreateIdentityProviders } from './migrations/006-create-identity-providers.js';
import { AskForOwners } from './migrations/007-ask-for-owners.js';
import { TellPartnersScopes } from './migrations/008-tell-partners-scopes.js';
import { SignSaml } from './migrations/009-sign-saml.js';
import { ApiKeyResolver } from './resolvers/api-key-resolver.js';
import { IdentityProviderResolver } from './resolvers/identity-provider-resolver.js';
import { apiKeyById, oauthClientById, sessionById, userById } from './resolvers/loaders.js';
import { OAuthClientResolver } from './resolvers/oauth-resolver.js';
import { SessionResolver } from './resolvers/session-resolver.js';
import { UserResolver } from './resolvers/user-resolver.js';
import type { AccessServices } from './services.js';

/** Who may come in, and as what: keys, people, programs. The gateway reads these tables to find out who calls. */
export const access = {
  name: 'access',
  schema: 'access',
  entities: [AuditEntry, ApiKey, User, Identity, IdentityProvider, Session, Invitation, OAuthClient],
  migrations: [
    { name: '001-create-access', class: CreateAccess },
    { name: '002-manage-keys', class: ManageKeys },
    { name: '003-create-users', class: CreateUsers },
    { name: '004-create-oauth', class: CreateOAuth },
    { name: '006-create-identity-providers', class: CreateIdentityProviders },
    { name: '007-ask-for-owners', class: AskForOwners },
    { name: '008-tell-partners-scopes', class: TellPartnersScopes },
    { name: '009-sign-saml', class: SignSaml },
  ],
  access: { shows: ['keys:admin', 'users:admin', 'oauth:admin'], adds: 'users:admin', foreign: [] },
  audit,
  resolvers: [
    AuditResolver,
    ApiKeyResolver,
    UserResolver,
    SessionResolver,
    OAuthClientResolver,
    IdentityProviderResolver,
  ],
  orphanedTypes: [],
  references: {
    ApiKey: referenceBy(apiKeyById),
    User: referenceBy(userById),
    Session: referenceBy(sessionById),
    OAuthClient: referenceBy(oauthClientById),
  },
  jobs: [mailInvitation, signCheckpoints, pruneOAuth],
  sealedColumns: [signingKeys, identityProviderSecret, samlKey, ssoLogin],
} satisfies SubgraphDefinition<AccessServices>;
