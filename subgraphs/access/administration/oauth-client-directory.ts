import type { ClientBase } from 'pg';
import type { Database } from '../../../platform/database/database.js';
import { organizationVariable } from '../../../platform/database/roles.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { buildOAuthClient } from '../operations/build-oauth-client.js';
import type { CreateOAuthClientInput, IssuedOAuthClient } from '../resolvers/oauth-types.js';

/** What can be known of a client once it is made. */
export interface OAuthClientRecord {
  organizationId: string;
  organization: string;
  clientId: string;
  name: string;
  grantTypes: string[];
  scopes: string[];
  redirectUris: string[];
}

const columns = `select c.organization_id as "organizationId", o.name as organization, c.client_id as "clientId", c.name,
    c.grant_types as "grantTypes", c.scopes, c.redirect_uris as "redirectUris"
  from access.oauth_clients c join access.organizations o on o.id = c.organization_id`;

/** Makes a client for an organization, as the operator. @throws InvalidInputError */
export function makeOAuthClient(
  database: Database,
  organizationId: string,
  input: CreateOAuthClientInput,
): Promise<IssuedOAuthClient> {
  const creation = { organizationId, now: new Date(), createdBy: null };
  return database.transaction(organizationId, async (em) => buildOAuthClient(em, input, creation));
}

/** Every client of every organization. For the operator: only the tables' owner sees across organizations. */
export async function listOAuthClients(owner: ClientBase): Promise<OAuthClientRecord[]> {
  return (await owner.query<OAuthClientRecord>(`${columns} order by o.created_at, o.name, c.id`)).rows;
}

/** Deletes a client; its tokens open nothing any more. @throws NotFoundError */
export async function removeOAuthClient(owner: ClientBase, clientId: string): Promise<OAuthClientRecord> {
  const { rows } = await owner.query<OAuthClientRecord>(`${columns} where c.client_id = $1`, [clientId]);
  const [found] = rows;
  if (!found) throw new NotFoundError(`There is no client ${clientId}.`);
  // Its owner, too, writes only as the organization (row-level security is forced); set for this one transaction.
  await owner.query('begin');
  await owner.query('select set_config($1, $2, true)', [organizationVariable, found.organizationId]);
  await owner.query('delete from access.oauth_clients where client_id = $1', [clientId]);
  await owner.query('select access.end_oauth_client($1)', [clientId]);
  await owner.query('commit');
  return found;
}
