import type { Connector, ConnectorAction, ConnectorSession, Receipt } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import { HubError } from '../../../platform/errors/hub-error.js';
import type { Exchange } from '../../../platform/http/exchange.js';
import { createHttpClient } from '../../../platform/http/http-client.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { traced } from '../../../platform/telemetry/tracing.js';
import { currentToken, discardToken, type UsableToken } from '../connections/access-token-store.js';
import { openCredentials, secretValues } from '../connections/open-credentials.js';
import type { IntegrationsServices } from '../services.js';
import { beginAttempt } from './begin-attempt.js';
import type { Claim } from './claim-delivery.js';
import { failAttempt, succeedAttempt } from './settle-delivery.js';

export interface AttemptContext {
  services: IntegrationsServices;
  inTransaction: <T>(work: (unit: UnitOfWork) => Promise<T>) => Promise<T>;
  claim: Claim;
  connector: Connector;
  action: ConnectorAction<unknown>;
  payload: unknown;
  signal: AbortSignal;
}

/** The token an attempt was made with, once it had one. */
interface UsedToken {
  token: UsableToken | null;
}

/** Token refusals are answered with a new token this often in one run; then the credentials themselves are wrong. */
const maxTokenRenewals = 1;

/** One attempt, or two when the first only found that the token was no longer good. Every one is on record. */
export async function attemptDelivery(context: AttemptContext): Promise<void> {
  const { services, inTransaction, claim } = context;
  const { retryBaseMs } = services.delivery;
  for (let renewals = 0; ; renewals += 1) {
    const attempt = await inTransaction((unit) => beginAttempt(unit, claim));
    if (!attempt) return;
    const exchanges: Exchange[] = [];
    const used: UsedToken = { token: null };
    const { connector, action } = claim.delivery;
    const about = { 'delivery.id': claim.delivery.id, 'delivery.attempt': attempt.number };
    const result = await traced(`deliver ${connector} ${action}`, about, () => perform(context, exchanges, used)).catch(
      (error: unknown) => asVendorError(context, error),
    );
    const outcome = result instanceof VendorError ? result.kind : 'succeeded';
    services.metrics.attempts.inc({ connector, action, outcome });
    if (!(result instanceof VendorError)) {
      return inTransaction((unit) => succeedAttempt(unit, claim, attempt, exchanges, result));
    }
    const tokenRefused = result.kind === 'authentication' && used.token;
    if (tokenRefused) await discardToken(services, claim.delivery.connection, tokenRefused);
    const goesOn = tokenRefused !== null && tokenRefused !== false && renewals < maxTokenRenewals;
    await inTransaction((unit) => failAttempt(unit, claim, attempt, exchanges, { error: result, retryBaseMs, goesOn }));
    if (!goesOn) return;
  }
}

/** What went wrong on our own side is a failed attempt too: recorded, retried, and treated as if something was sent. */
function asVendorError({ services, claim }: AttemptContext, error: unknown): VendorError {
  if (error instanceof VendorError) return error;
  services.logger.error({ err: error, deliveryId: claim.delivery.id }, 'the connector failed');
  const message = error instanceof HubError ? error.message : 'The connector failed; the logs say how.';
  return new VendorError(message, { kind: 'unknown-outcome', vendorCode: 'HUB_ERROR', cause: error });
}

async function perform(
  { services, claim, connector, action, payload, signal }: AttemptContext,
  exchanges: Exchange[],
  used: UsedToken,
): Promise<Receipt> {
  const { connection, mustReconcile } = claim.delivery;
  const credentials = openCredentials(services.secretBox, connector, connection);
  const known = secretValues(credentials);
  const http = createHttpClient({
    timeoutMs: services.delivery.timeoutMs,
    signal,
    knownSecrets: () => known,
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const base = { baseUrl: connection.baseUrl, credentials, http };
  const session: ConnectorSession<unknown> = {
    ...base,
    async accessToken() {
      const { requestToken } = connector;
      if (!requestToken) throw new Error(`connector ${connector.key} has no access tokens`);
      if (!used.token) {
        used.token = await currentToken(services, connection, () => requestToken(base));
        known.push(used.token.value);
      }
      return used.token.value;
    },
  };
  const found = mustReconcile ? await action.reconcile(session, payload) : null;
  return found ?? action.send(session, payload);
}
