import type { EntityManager } from '../../../platform/database/database.js';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { Connection } from '../entities/connection.js';

export interface WantedConnection {
  connector: string;
  /** The billing company it is for; `null` for what belongs to none. Default: `null`. */
  companyId?: string | null | undefined;
}

/**
 * The account at a vendor that something goes through: the company's own, even while that is paused, or else the one of
 * all that have none of their own. Of several, the first that is active, and of those the oldest.
 */
export async function chooseConnection(
  em: EntityManager,
  { connector, companyId = null }: WantedConnection,
): Promise<Connection | null> {
  const found = await em.find(
    Connection,
    { connector, deletedAt: null, $or: [{ companyId: null }, ...(companyId === null ? [] : [{ companyId }])] },
    { orderBy: { active: 'desc', createdAt: 'asc', id: 'asc' } },
  );
  return found.find((one) => one.companyId === companyId) ?? found[0] ?? null;
}

/** What is said where there is none. */
export const noConnection = ({ connector, companyId }: WantedConnection): string =>
  companyId
    ? `no connection to ${connector} for the company ${companyId}`
    : `no connection to ${connector} that is no single company’s`;

/** @throws NotFoundError naming the vendor and the company */
export async function requireConnection(em: EntityManager, wanted: WantedConnection): Promise<Connection> {
  const connection = await chooseConnection(em, wanted);
  if (connection) return connection;
  throw new NotFoundError(`The organization has ${noConnection(wanted)}.`, {
    details: { connector: wanted.connector, ...(wanted.companyId && { companyId: wanted.companyId }) },
  });
}
