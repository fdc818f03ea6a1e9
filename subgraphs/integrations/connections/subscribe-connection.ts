import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import { Connection } from '../entities/connection.js';
import { talkToVendor } from '../lookups/talk-to-vendor.js';
import type { IntegrationsServices } from '../services.js';
import { admitTest } from '../traffic/admit.js';
import { connectorOf } from './open-credentials.js';

/** For all topics together, in milliseconds; the gateway waits for 10 s. What is cut off goes on when it is asked again. */
const patienceMs = 9_000;

export interface WantedSubscription {
  connectionId: string;
  /** Where the connector's webhooks come in. Default: as the hub is configured. */
  address?: string;
}

/**
 * Has the vendor tell the hub of every topic, paused or not, at an address of this connection alone: several may share a
 * secret. Done twice, it is done once, and renews the secrets.
 * @returns the topics that were not there
 * @throws NotFoundError
 * @throws ConflictError when a person has to do that at the vendor, or the hub does not know its own address
 * @throws InvalidInputError when the credentials have no webhook secret
 * @throws VendorUnavailableError, VendorError
 */
export async function subscribeConnection(
  services: IntegrationsServices,
  identity: UnitIdentity,
  { connectionId: id, address }: WantedSubscription,
): Promise<readonly string[]> {
  const { organizationId } = identity.caller;
  const connection = isUuid(id)
    ? await services.database.read(organizationId, (em) => em.findOne(Connection, { id, deletedAt: null }))
    : null;
  if (!connection) throw new NotFoundError(`There is no connection ${id}.`, { details: { id } });
  const connector = connectorOf(services.connectors, connection.connector);
  const { subscribe } = connector;
  if (!subscribe) throw new ConflictError(`${connector.title}: its webhooks are set up there by a person.`);
  const at = address ?? services.webhookAddress(connector.key);
  if (!at) {
    throw new ConflictError(
      'Neither WEBHOOK_BASE_URL nor PUBLIC_URL is set: where the vendor is to call is not known.',
    );
  }
  const signal = AbortSignal.timeout(patienceMs);
  const partner = { identity, connector, connection, signal, admission: admitTest };
  const urlOf = (topic: string) => `${at}/${id}?topic=${encodeURIComponent(topic)}`;
  return talkToVendor(services, partner, (session) => subscribe(session, { urlOf }));
}
