import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { OAuthClient } from '../entities/oauth-client.js';

/** Deletes a client; its tokens open nothing any more. @throws NotFoundError */
export async function deleteOAuthClient(unit: UnitOfWork, id: string): Promise<string> {
  const client = await requireRow(unit, OAuthClient, id, { lock: true });
  unit.em.remove(client);
  await unit.em.flush();
  await unit.em.execute('select access.end_oauth_client(?)', [client.clientId]);
  return client.id;
}
