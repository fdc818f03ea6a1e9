import type { Connector, ConnectorSession } from '../../../platform/connectors/connector.js';
import { VendorError } from '../../../platform/connectors/vendor-error.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import { VendorUnavailableError } from '../lookups/vendor-unavailable-error.js';
import type { IntegrationsServices } from '../services.js';
import { admitTest } from '../traffic/admit.js';
import { checkedSettings } from './check-connection.js';
import { connectorOf } from './open-credentials.js';
import { openTrial } from './open-trial.js';
import { type ConnectionInput, checkNew } from './save-connection.js';
import { ConnectionFault, type ConnectionTest } from './types.js';

type Context = RequestContext<IntegrationsServices>;

/** For the whole of a test, in milliseconds; the gateway waits for 10 s. */
const patienceMs = 8_000;

/**
 * Asks the vendor for something harmless, paused or not. What the vendor says to it, or does not, is the result, and
 * counts for the rate budget and the circuit like other requests.
 * @throws NotFoundError
 */
export async function testConnection(context: Context, id: string): Promise<ConnectionTest> {
  const { services, em, caller, requestId } = context;
  const connection = isUuid(id) ? await em.findOne(Connection, { id, deletedAt: null }) : null;
  if (!connection) throw new NotFoundError(`There is no connection ${id}.`, { details: { id } });
  const connector = connectorOf(services.connectors, connection.connector);
  const signal = AbortSignal.timeout(patienceMs);
  const partner = { identity: { caller, requestId }, connector, connection, signal, admission: admitTest };
  return timed(services, () => talkToVendor(services, partner, (session) => check(connector, session)));
}

/**
 * The same with settings that are not saved.
 * @throws InvalidInputError, NotFoundError (no such connector)
 */
export async function testNewConnection({ services }: Context, input: ConnectionInput): Promise<ConnectionTest> {
  const connector = connectorOf(services.connectors, input.connector);
  await checkNew(services, input);
  const settings = {
    baseUrl: input.baseUrl.replace(/\/+$/, ''),
    credentials: connector.credentials.parse(input.credentials),
    settings: checkedSettings(connector, input.settings ?? {}),
  };
  const session = openTrial(services, connector, settings, AbortSignal.timeout(patienceMs));
  return timed(services, () => check(connector, session));
}

async function check(connector: Connector, session: ConnectorSession<unknown>): Promise<void> {
  if (connector.check) return connector.check(session);
  if (connector.requestToken) return void (await connector.requestToken(session));
  throw new VendorError(`${connector.title} has nothing to try.`, { kind: 'permanent', vendorCode: 'NOT_TESTABLE' });
}

async function timed({ now }: IntegrationsServices, ask: () => Promise<void>): Promise<ConnectionTest> {
  const checkedAt = now();
  const started = performance.now();
  const error = await ask().then(() => null, faultOf);
  return { ok: error === null, checkedAt, latencyMs: Math.round(performance.now() - started), error };
}

/** @throws what is neither the vendor's word nor the wait for it */
function faultOf(error: unknown): ConnectionFault {
  const fault = new ConnectionFault();
  if (error instanceof VendorUnavailableError) {
    const { retryAt } = error.details;
    fault.kind = 'waiting';
    fault.code = error.code;
    fault.retryAt = typeof retryAt === 'string' ? new Date(retryAt) : null;
  } else if (error instanceof VendorError) {
    fault.kind = error.kind;
    fault.code = error.vendorCode;
    fault.httpStatus = error.vendorStatus ?? null;
  } else {
    throw error;
  }
  fault.message = error.message;
  return fault;
}
