import type { Connector, ConnectorSession } from '../../../platform/connectors/connector.js';
import { createHttpClient } from '../../../platform/http/http-client.js';
import type { IntegrationsServices } from '../services.js';

/** A talk with a vendor through settings that are not saved: its token is asked for anew, and nothing is recorded. */
export function openTrial(
  { delivery, outbound }: Pick<IntegrationsServices, 'delivery' | 'outbound'>,
  connector: Connector,
  settings: Pick<ConnectorSession<unknown>, 'baseUrl' | 'credentials' | 'settings'>,
  signal: AbortSignal,
): ConnectorSession<unknown> {
  const http = createHttpClient({
    timeoutMs: delivery.timeoutMs,
    signal,
    dispatcher: outbound.dispatcher,
    knownSecrets: () => [],
    onExchange: () => undefined,
  });
  const base = { ...settings, http };
  return {
    ...base,
    async accessToken() {
      if (!connector.requestToken) throw new Error(`connector ${connector.key} has no access tokens`);
      return (await connector.requestToken(base)).accessToken;
    },
  };
}
