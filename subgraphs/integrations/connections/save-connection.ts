import type { RateLimit } from '../../../platform/connectors/rate-limit.js';
import { refuseViolations, type Violation, violationsOf } from '../../../platform/errors/violations.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { AccessToken } from '../entities/access-token.js';
import { Connection } from '../entities/connection.js';
import { partnerConnector } from '../partners/partner-connector.js';
import { connectionCredentials } from '../sealed-columns.js';
import type { IntegrationsServices } from '../services.js';
import { scheduleDrain } from '../traffic/drain-connection.js';
import { lockCircuit } from '../traffic/lock-circuit.js';
import { connectorOf } from './open-credentials.js';

export interface ConnectionInput {
  connector: string;
  name: string;
  baseUrl: string;
  /** Only ever written: sealed before it reaches the database. */
  credentials: unknown;
  managedByEnvironment?: boolean;
  /** Left out, the vendor's documented limits hold. */
  limits?: RateLimit[] | null;
}

/**
 * Makes a connection, or gives the one of that connector and name a new address and credentials.
 * @throws InvalidInputError, NotFoundError (no such connector)
 */
export async function saveConnection(
  unit: UnitOfWork,
  { secretBox, connectors }: Pick<IntegrationsServices, 'secretBox' | 'connectors'>,
  input: ConnectionInput,
): Promise<Connection> {
  const connector = connectorOf(connectors, input.connector);
  const credentials = connector.credentials.safeParse(input.credentials);
  const violations: Violation[] = addressViolations(input.baseUrl);
  if (input.connector === partnerConnector) {
    violations.push({ field: 'connector', message: 'is made by createPartner, with what it may be told' });
  }
  if (!credentials.success) {
    violations.push(
      ...violationsOf(credentials.error).map(({ field, message }) => ({ field: `credentials.${field}`, message })),
    );
  }
  for (const [index, { requests, windowMs }] of (input.limits ?? []).entries()) {
    if (requests < 1) violations.push({ field: `limits.${index}.requests`, message: 'must be at least 1' });
    if (windowMs < 1_000) violations.push({ field: `limits.${index}.windowMs`, message: 'must be at least 1000' });
  }
  if (input.name.trim() === '') violations.push({ field: 'name', message: 'must not be empty' });
  refuseViolations(violations);

  const { organizationId } = unit.caller;
  const found = await unit.em.findOne(Connection, { connector: input.connector, name: input.name });
  const connection = found ?? new Connection();
  connection.organizationId = organizationId;
  connection.connector = input.connector;
  connection.name = input.name;
  connection.baseUrl = input.baseUrl.replace(/\/+$/, '');
  connection.limits = input.limits ?? null;
  connection.managedByEnvironment = input.managedByEnvironment ?? false;
  connection.credentials = await secretBox.seal(connectionCredentials, connection, JSON.stringify(credentials.data));
  unit.em.persist(connection);
  await unit.em.flush();
  // A token of the old credentials or address must not outlive them.
  await unit.em.nativeDelete(AccessToken, { connectionId: connection.id });
  return connection;
}

/**
 * Pauses a connection, whose deliveries then wait, or lets them go on.
 * @throws NotFoundError
 */
export async function setConnectionActive(unit: UnitOfWork, id: string, active: boolean): Promise<Connection> {
  const connection = await requireRow(unit, Connection, id);
  connection.active = active;
  if (active) await scheduleDrain(unit, connection, await lockCircuit(unit.em, connection), unit.now());
  return connection;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function addressViolations(baseUrl: string): Violation[] {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return [{ field: 'baseUrl', message: 'must be an https URL' }];
  if (url.username || url.password) return [{ field: 'baseUrl', message: 'must not hold credentials' }];
  if (url.protocol === 'http:' && !loopback.has(url.hostname)) {
    return [{ field: 'baseUrl', message: 'must be https: plain http is only for this very machine' }];
  }
  return [];
}
