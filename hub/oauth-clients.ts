import { z } from 'zod';
import { connectDatabase } from '../platform/database/database.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { ensureOrganization } from '../subgraphs/access/administration/create-key.js';
import {
  listOAuthClients,
  makeOAuthClient,
  removeOAuthClient,
} from '../subgraphs/access/administration/oauth-client-directory.js';
import { OAuthClient } from '../subgraphs/access/entities/oauth-client.js';
import { asOwner, table, withMigrated } from './keys.js';

const list = (text: string) => text.split(',').map((one) => one.trim());
const options = z.object({
  name: z.string(),
  organization: z.string().trim().min(1).max(200),
  scopes: z.string().transform(list),
  redirectUri: z.array(z.string()).default([]),
  public: z.boolean().default(false),
  machine: z.boolean().default(false),
});

/** `hub oauth-clients create`: makes a client and says its id and secret, this once. @throws InvalidInputError */
export async function createClient(given: unknown): Promise<string> {
  const { organization, redirectUri: redirectUris, public: isPublic, ...fields } = options.parse(given);
  return withMigrated(async (urls) => {
    const logger = createLogger({ level: 'warn' });
    const database = await connectDatabase({ url: urls.application, entities: [OAuthClient], logger, poolSize: 2 });
    try {
      const organizationId = await ensureOrganization(database, organization);
      const input = { ...fields, redirectUris, confidential: !isPublic };
      const { client, secret } = await makeOAuthClient(database, organizationId, input);
      return [`client_id      ${client.clientId}`, ...(secret ? [`client_secret  ${secret}`] : [])].join('\n');
    } finally {
      await database.close();
    }
  });
}

/** `hub oauth-clients list`: one line a client. */
export async function listClients(): Promise<string> {
  const rows = (await asOwner(listOAuthClients)).map(
    ({ clientId, organization, name, grantTypes, scopes, redirectUris }) => [
      clientId,
      organization,
      name,
      grantTypes.join(','),
      scopes.join(','),
      redirectUris.join(' '),
    ],
  );
  return table([['CLIENT', 'ORGANIZATION', 'NAME', 'GRANTS', 'SCOPES', 'REDIRECTS'], ...rows]);
}

/** `hub oauth-clients delete`: says what it deleted. @throws NotFoundError */
export async function deleteClient(clientId: string): Promise<string> {
  const { name, organization } = await asOwner((owner) => removeOAuthClient(owner, clientId));
  return `The client ${clientId} (${name}, of ${organization}) is deleted.`;
}
