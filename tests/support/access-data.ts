import { randomUUID } from 'node:crypto';
import type { HubClient } from './client.js';
import type { TestHub } from './hub.js';
import { createSamlKey } from './saml-provider.js';

/** Somebody who may come in, where they sign in elsewhere, a key of the organization's partner, a program and a place where somebody is signed in. */
export async function createAccessData(
  hub: TestHub,
  client: HubClient,
  canary: string,
): Promise<Record<'ApiKey' | 'User' | 'Session' | 'OAuthClient' | 'IdentityProvider', string>> {
  const [partner] = await hub.database.sql<{ id: string }>(
    "select id from integrations.connections where name = $1 and connector = 'partner'",
    [canary],
  );
  const made = await client.data<{
    key: Made<'apiKey'>;
    invitation: Made<'user'>;
    program: Made<'client'>;
    provider: { id: string };
  }>(
    `mutation ($key: CreateApiKeyInput!, $user: InviteUserInput!, $program: CreateOAuthClientInput!, $provider: SaveIdentityProviderInput!) {
      key: createApiKey(input: $key) { apiKey { id } }
      invitation: inviteUser(input: $user) { user { id } }
      program: createOAuthClient(input: $program) { client { id } }
      provider: saveIdentityProvider(input: $provider) { id } }`,
    {
      key: { name: canary, scopes: ['partner:read'], partnerId: partner?.id ?? null },
      user: { name: canary, email: `${randomUUID()}@example.org`, roles: ['AUDITOR'] },
      program: { name: canary, confidential: true, machine: true, scopes: ['interventions:read'] },
      provider: {
        name: canary,
        issuer: 'https://idp.example.org',
        domains: ['example.org'],
        saml: { ssoUrl: 'https://idp.example.org/sso', certificates: [createSamlKey().certificate] },
      },
    },
  );
  const user = made.invitation.user.id;
  const [session] = await hub.database.sql<{ id: string }>(
    `insert into access.sessions (id, organization_id, created_at, updated_at, user_id, uid, method, user_agent, last_seen_at, expires_at)
     select gen_random_uuid(), u.organization_id, now(), now(), u.id, $2, 'pwd', $2, now(), now() + interval '1 hour'
     from access.users u where u.id = $1 returning id`,
    [user, canary],
  );
  return {
    ApiKey: made.key.apiKey.id,
    User: user,
    Session: session?.id ?? '',
    OAuthClient: made.program.client.id,
    IdentityProvider: made.provider.id,
  };
}

type Made<Name extends string> = Record<Name, { id: string }>;
