import { NotFoundError } from '../../../platform/errors/errors.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Connection } from '../entities/connection.js';

/** A connection that was not deleted. @throws NotFoundError */
export async function presentConnection(
  unit: UnitOfWork,
  id: string,
  options: { lock?: boolean } = {},
): Promise<Connection> {
  const connection = await requireRow(unit, Connection, id, options);
  if (connection.deletedAt) throw new NotFoundError(`There is no connection ${id}.`, { details: { id } });
  return connection;
}
