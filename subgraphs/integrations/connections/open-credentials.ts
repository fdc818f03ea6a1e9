import type { Connector } from '../../../platform/connectors/connector.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import type { SecretBox } from '../../../platform/secrets/secret-box.js';
import type { Connection } from '../entities/connection.js';
import { connectionCredentials } from '../sealed-columns.js';

/** @throws NotFoundError when the hub has no such connector */
export function connectorOf(connectors: readonly Connector[], key: string): Connector {
  const connector = connectors.find((one) => one.key === key);
  if (connector) return connector;
  throw new NotFoundError(`There is no connector ${key}.`, {
    details: { connectors: connectors.map((one) => one.key) },
  });
}

/** @throws SecretUnreadableError */
export async function openCredentials(
  secretBox: SecretBox,
  connector: Connector,
  connection: Connection,
): Promise<unknown> {
  const stored: unknown = JSON.parse(await secretBox.open(connectionCredentials, connection, connection.credentials));
  return connector.credentials.parse(stored);
}

/** Every text among the credentials: what must never be seen in a record. */
export function secretValues(credentials: unknown): string[] {
  if (typeof credentials === 'string') return [credentials];
  if (credentials === null || typeof credentials !== 'object') return [];
  return Object.values(credentials).flatMap(secretValues);
}
