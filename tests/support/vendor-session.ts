import type { Connector, ConnectorSession } from '../../platform/connectors/connector.js';
import { createHttpClient } from '../../platform/http/http-client.js';

/** How long one exchange may take, in milliseconds. */
const timeoutMs = 10_000;

/** A connector's session at an address, without a hub around it: what its actions and lookups are called with. */
export function vendorSession<Settings, Credentials = unknown>(
  connector: Pick<Connector, 'credentials' | 'settings' | 'requestToken'>,
  { baseUrl, credentials, settings = {} }: { baseUrl: string; credentials: unknown; settings?: unknown },
): ConnectorSession<Credentials, Settings> {
  const http = createHttpClient({
    timeoutMs,
    signal: AbortSignal.timeout(60_000),
    knownSecrets: () => [],
    onExchange: () => undefined,
  });
  const base = {
    baseUrl,
    credentials: connector.credentials.parse(credentials) as Credentials,
    settings: connector.settings?.parse(settings) as Settings,
    http,
  };
  return {
    ...base,
    async accessToken() {
      if (!connector.requestToken) throw new Error('the connector has no access tokens');
      return (await connector.requestToken(base)).accessToken;
    },
  };
}
