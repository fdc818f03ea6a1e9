import { LockMode } from '@mikro-orm/core';
import type { IssuedToken } from '../../../platform/connectors/connector.js';
import { AccessToken } from '../entities/access-token.js';
import type { Connection } from '../entities/connection.js';
import { accessTokenValue } from '../sealed-columns.js';
import type { IntegrationsServices } from '../services.js';

/** A token is renewed when this much of its life is over. */
const renewalPoint = 0.8;

export interface UsableToken {
  value: string;
  generation: number;
}

/**
 * The connection's access token; asks the vendor for a new one when the stored one is near its end. The row is locked
 * while the vendor is asked, so of all workers of all processes one asks and the others wait for its answer.
 */
export async function currentToken(
  services: IntegrationsServices,
  connection: Connection,
  requestToken: () => Promise<IssuedToken>,
): Promise<UsableToken> {
  const { database, secretBox, now } = services;
  const usable = async ({ token, renewAt, generation }: AccessToken): Promise<UsableToken | null> =>
    token && renewAt && renewAt > now()
      ? { value: await secretBox.open(accessTokenValue, connection, token), generation }
      : null;

  const stored = await database.read(connection.organizationId, (em) =>
    em.findOne(AccessToken, { connectionId: connection.id }),
  );
  const ready = stored && (await usable(stored));
  if (ready) return ready;

  return database.transaction(connection.organizationId, async (em) => {
    const { id: connectionId, organizationId } = connection;
    await em.upsert(AccessToken, { connectionId, organizationId, generation: 0 }, { onConflictAction: 'ignore' });
    const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
    const row = await em.findOneOrFail(AccessToken, { connectionId }, options);
    const renewedMeanwhile = await usable(row);
    if (renewedMeanwhile) return renewedMeanwhile;
    const issued = await requestToken();
    row.token = await secretBox.seal(accessTokenValue, connection, issued.accessToken);
    row.renewAt = new Date(now().getTime() + issued.expiresInSeconds * renewalPoint * 1_000);
    row.generation += 1;
    return { value: issued.accessToken, generation: row.generation };
  });
}

/** The vendor refused this very token: the next one to need it gets a new one. A newer token stays. */
export function discardToken(
  services: IntegrationsServices,
  connection: Connection,
  used: UsableToken,
): Promise<number> {
  return services.database.transaction(connection.organizationId, (em) =>
    em.nativeUpdate(AccessToken, { connectionId: connection.id, generation: used.generation }, { renewAt: null }),
  );
}
