import type { Connector, ConnectorSession } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
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
  /** Whether a payload went out, or may have. */
  carried(): boolean;
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
    // What a user typed is held to public addresses; what the operator set may be anywhere.
    ...(!connection.managedByEnvironment && { dispatcher: services.outbound.dispatcher }),
    knownSecrets: () => known,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const base = { baseUrl: connection.baseUrl, credentials, settings: connection.settings, http };
  let requests = 0;
  let carried = false;
  const session: ConnectorSession<unknown> = {
    ...base,
    http: {
      send(request) {
        requests += 1;
        const before = carried;
        carried ||= request.json !== undefined;
        return http.send(request).catch((error: unknown) => {
          // By the client's word: nothing was sent.
          if (error instanceof VendorError && error.kind === 'retryable') carried = before;
          throw error;
        });
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
  return { session, exchanges, carried: () => carried, requests: () => requests, usedToken: () => token };
}
