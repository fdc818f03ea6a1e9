import type { Connector } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { connectorOf } from '../connections/open-credentials.js';
import { Connection } from '../entities/connection.js';
import { limitsOf } from '../traffic/admit.js';
import { partnerConnector } from './partner-connector.js';
import type { Subscription } from './subscription.js';
import type { Partner } from './types.js';

/** Every published dossier, whoever's. */
export const everything: Subscription = {
  companies: [],
  operationCodes: [],
  departments: [],
  statuses: ['PUBLISHED'],
  since: null,
};

/** The partner that a connection is. */
export function partnerOf(connectors: readonly Connector[], connection: Connection): Partner {
  const { id, createdAt, updatedAt, name, baseUrl, authorised, active, allowedFields, safelistOnly } = connection;
  const { since, ...subscription } = connection.subscription ?? everything;
  const limits = [...limitsOf(connectorOf(connectors, partnerConnector), connection)];
  return {
    id,
    createdAt,
    updatedAt,
    name,
    baseUrl,
    authorised,
    active,
    limits,
    subscription: { ...subscription, since: since === null ? null : new Date(since) },
    allowedFields: allowedFields ?? [],
    safelistOnly,
  };
}

/** The connection that a partner's id stands for. @throws NotFoundError when the organization has no such partner */
export async function requirePartner(em: EntityManager, id: string): Promise<Connection> {
  const connection = isUuid(id) ? await em.findOne(Connection, { id, connector: partnerConnector }) : null;
  if (connection) return connection;
  throw new NotFoundError(`There is no partner ${id}.`, { details: { id } });
}
