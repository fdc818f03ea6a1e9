import { ConflictError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { AccessToken } from '../entities/access-token.js';
import { Connection } from '../entities/connection.js';
import { partnerConnector } from '../partners/partner-connector.js';
import { connectionCredentials } from '../sealed-columns.js';
import type { IntegrationsServices } from '../services.js';
import { scheduleDrain } from '../traffic/drain-connection.js';
import { lockCircuit } from '../traffic/lock-circuit.js';
import { type ConnectionSettings, checkConnection, checkedSettings } from './check-connection.js';
import { lookAtWaitingQueue } from './look-at-waiting.js';
import { connectorOf } from './open-credentials.js';
import { presentConnection } from './present-connection.js';

export type ConnectionInput = ConnectionSettings &
  Required<Pick<ConnectionSettings, 'name' | 'baseUrl' | 'credentials'>> & { connector: string };

/** What a connection is written with. */
export type Writing = Pick<RequestContext<IntegrationsServices>, 'services' | 'write'>;

/**
 * Makes a connection, or gives the one of that connector and name a new address and credentials.
 * @throws InvalidInputError, NotFoundError (no such connector)
 */
export async function saveConnection({ services, write }: Writing, input: ConnectionInput): Promise<Connection> {
  await checkNew(services, input);
  return write(async (unit) => {
    const connection = (await namesake(unit, input)) ?? newConnection(unit, input);
    const { limits = null, settings = {}, companyId = null } = input;
    return setConnection(unit, services, connection, { ...input, limits, settings, companyId });
  });
}

/**
 * Makes a connection.
 * @throws InvalidInputError, NotFoundError (no such connector)
 * @throws ConflictError when there is one of that connector and name
 */
export async function createConnection({ services, write }: Writing, input: ConnectionInput): Promise<Connection> {
  await checkNew(services, input);
  return write(async (unit) => {
    await refuseNamesake(unit, input);
    const settings = input.settings ?? {};
    return setConnection(unit, services, newConnection(unit, input), { ...input, settings });
  });
}

/** @throws InvalidInputError, NotFoundError (no such connector) */
export async function checkNew(services: IntegrationsServices, input: ConnectionInput): Promise<void> {
  if (input.connector === partnerConnector) {
    refuseViolations([{ field: 'connector', message: 'is made by createPartner, with what it may be told' }]);
  }
  await checkConnection(services, connectorOf(services.connectors, input.connector), input);
}

function newConnection(unit: UnitOfWork, { connector }: ConnectionInput): Connection {
  const connection = new Connection();
  connection.organizationId = unit.caller.organizationId;
  connection.connector = connector;
  connection.createdAt = unit.now();
  return connection;
}

type Named = Pick<ConnectionInput, 'connector' | 'name'>;

/** The connection of that connector and name, if there is one. Two who save the same name take turns. */
async function namesake({ em, caller }: UnitOfWork, { connector, name }: Named): Promise<Connection | null> {
  const place = `connection:${caller.organizationId}:${connector}:${name}`;
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [place]);
  return em.findOne(Connection, { connector, name, deletedAt: null });
}

/** @throws ConflictError */
export async function refuseNamesake(unit: UnitOfWork, wanted: Named): Promise<void> {
  const other = await namesake(unit, wanted);
  if (!other) return;
  throw new ConflictError(`There is a connection to ${wanted.connector} of that name already.`, {
    details: { field: 'name', connectionId: other.id },
  });
}

/** Writes what is given of checked settings. */
export async function setConnection(
  unit: UnitOfWork,
  { secretBox, connectors }: Pick<IntegrationsServices, 'secretBox' | 'connectors'>,
  connection: Connection,
  { name, baseUrl, credentials, settings, companyId, limits, managedByEnvironment = false }: ConnectionSettings,
): Promise<Connection> {
  if (name !== undefined) connection.name = name;
  if (baseUrl !== undefined) connection.baseUrl = baseUrl.replace(/\/+$/, '');
  if (limits !== undefined) connection.limits = limits;
  if (companyId !== undefined) connection.companyId = companyId;
  connection.managedByEnvironment = managedByEnvironment;
  const connector = connectorOf(connectors, connection.connector);
  if (settings !== undefined) connection.settings = checkedSettings(connector, settings);
  if (credentials !== undefined) {
    const parsed = connector.credentials.parse(credentials);
    connection.credentials = await secretBox.seal(connectionCredentials, connection, JSON.stringify(parsed));
  }
  unit.em.persist(connection);
  await unit.em.flush();
  // A token of the old credentials or address must not outlive them.
  if (credentials !== undefined || baseUrl !== undefined) {
    await unit.em.nativeDelete(AccessToken, { connectionId: connection.id });
  }
  if (settings !== undefined) {
    const { id: connectionId, organizationId } = connection;
    await unit.enqueue(lookAtWaitingQueue, { organizationId, connectionId });
  }
  return connection;
}

/**
 * Pauses a connection, whose deliveries then wait, or lets them go on.
 * @throws NotFoundError
 */
export async function setConnectionActive(unit: UnitOfWork, id: string, active: boolean): Promise<Connection> {
  const connection = await presentConnection(unit, id);
  connection.active = active;
  if (active) await scheduleDrain(unit, connection, await lockCircuit(unit.em, connection), unit.now());
  return connection;
}
