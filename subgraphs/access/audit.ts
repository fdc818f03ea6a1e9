import { type AuditTable, notAudited } from '../../platform/audit/declarations.js';

/** What the audit log says of everything that can be done here. */
export const audit = {
  mutations: {
    createApiKey: 'api-key.created',
    revokeApiKey: 'api-key.revoked',
    regenerateApiKey: 'api-key.regenerated',
    createOAuthClient: 'oauth-client.created',
    rotateOAuthClientSecret: 'oauth-client.secret-rotated',
    deleteOAuthClient: 'oauth-client.deleted',
    saveIdentityProvider: 'identity-provider.saved',
    deleteIdentityProvider: 'identity-provider.deleted',
    endSession: 'session.ended',
    inviteUser: 'user.invited',
    resetUserPassword: 'user.password-reset',
    setUserRoles: 'user.roles-set',
    deactivateUser: 'user.deactivated',
    reactivateUser: 'user.reactivated',
  },
  personalReads: ['user', 'users', 'sessions'],
  jobs: {
    'mail-invitation': notAudited('It carries out what is on record where it was asked for.'),
    'prune-oauth': notAudited('It forgets what has expired.'),
    'sign-checkpoints': notAudited('It is about the audit log itself.'),
  },
} satisfies AuditTable;
