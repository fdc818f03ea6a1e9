import type { Connector, ConnectorSession } from '../../../platform/connectors/connector.js';
import type { Exchange } from '../../../platform/http/exchange.js';
import { createHttpClient } from '../../../platform/http/http-client.js';
import type { Connection } from '../entities/connection.js';
import type { IntegrationsServices } from '../services.js';
import { currentToken, type UsableToken } from './access-token-store.js';
import { openCredentials, secretValues } from './open-credentials.js';

/** One talk with a vendor: what the connector works with, and what was said. */
export interface OpenSession {
  session: ConnectorSession<unknown>;
  /** Every exchange so far, in order, redacted. */
  exchanges: readonly Exchange[];
  /** How many requests went out that count against the vendor's rate; asking for a token does not. */
  requests(): number;
  /** The access token that was used, once one was. */
  usedToken(): UsableToken | null;
}

/** @throws SecretUnreadableError when the connection's credentials cannot be opened */
export async function openSession(
  services: IntegrationsServices,
  connector: Connector,
  connection: Connection,
  signal: AbortSignal,
): Promise<OpenSession> {
  const credentials = await openCredentials(services.secretBox, connector, connection);
  const known = secretValues(credentials);
  const exchanges: Exchange[] = [];
  let token: UsableToken | null = null;
  const http = createHttpClient({
    timeoutMs: services.delivery.timeoutMs,
    signal,
    knownSecrets: () => known,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const base = { baseUrl: connection.baseUrl, credentials, http };
  let requests = 0;
  const session: ConnectorSession<unknown> = {
    ...base,
    http: {
      send(request) {
        requests += 1;
        return http.send(request);
      },
    },
    async accessToken() {
      const { requestToken } = connector;
      if (!requestToken) throw new Error(`connector ${connector.key} has no access tokens`);
      token ??= await currentToken(services, connection, () => requestToken(base));
      known.push(token.value);
      return token.value;
    },
  };
  return { session, exchanges, requests: () => requests, usedToken: () => token };
}
