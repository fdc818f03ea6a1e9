import type { ClientMetadata } from 'oidc-provider';
import { z } from 'zod';
import type { Database } from '../../../platform/database/database.js';

const found = z.array(
  z.object({
    organization_id: z.uuid(),
    client_id: z.string(),
    name: z.string(),
    confidential: z.boolean(),
    secret_hash: z.instanceof(Buffer).nullable(),
    previous_secret_hash: z.instanceof(Buffer).nullable(),
    redirect_uris: z.array(z.string()),
    grant_types: z.array(z.string()),
    scopes: z.array(z.string()),
  }),
);

/** What of a client the authorization server is told beyond the specifications. */
export const extraClientProperties = ['organization_id', 'secret_hashes'];

/** The scopes of OpenID Connect; they open nothing in the graph. */
export const openIdScopes = ['openid', 'profile', 'email', 'offline_access'] as const;

/** A client as oidc-provider wants it (OpenID Connect Dynamic Client Registration); `undefined` when there is none. */
export async function findClientMetadata(database: Database, clientId: string): Promise<ClientMetadata | undefined> {
  const [row] = found.parse(
    await database.acrossOrganizations('select * from access.find_oauth_client(?)', [clientId]),
  );
  if (!row) return undefined;
  const hashes = [row.secret_hash, row.previous_secret_hash].flatMap((hash) =>
    hash ? [hash.toString('base64url')] : [],
  );
  return {
    client_id: row.client_id,
    client_name: row.name,
    redirect_uris: row.redirect_uris,
    response_types: row.redirect_uris.length > 0 ? ['code'] : [],
    grant_types: row.grant_types,
    scope: [...(row.redirect_uris.length > 0 ? openIdScopes : []), ...row.scopes].join(' '),
    organization_id: row.organization_id,
    secret_hashes: hashes,
    ...(row.confidential
      ? { token_endpoint_auth_method: 'client_secret_basic', client_secret: hashes[0] }
      : { token_endpoint_auth_method: 'none' }),
  };
}
