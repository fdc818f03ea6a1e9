import { type EntityClass, type FilterQuery, LockMode } from '@mikro-orm/core';
import type { TenantEntity } from '../database/tenant-entity.js';
import { NotFoundError } from '../errors/errors.js';
import { isUuid } from './is-uuid.js';
import type { UnitOfWork } from './unit-of-work.js';

interface Wanted {
  /** Whether to lock the row until the transaction ends. Default false. */
  lock?: boolean;
  /** The input's field that names the row, for the error's details. */
  field?: string;
}

/**
 * The row of a client's id.
 * @throws NotFoundError when the organization has no such row
 */
export async function requireRow<Row extends TenantEntity>(
  unit: UnitOfWork,
  entity: EntityClass<Row>,
  id: string,
  { lock = false, field }: Wanted = {},
): Promise<Row> {
  const lockMode = lock ? LockMode.PESSIMISTIC_WRITE : LockMode.NONE;
  const row = isUuid(id) ? await unit.em.findOne(entity, { id } as FilterQuery<Row>, { lockMode }) : null;
  if (row) return row;
  const details = field === undefined ? { id } : { field, id };
  throw new NotFoundError(`There is no ${entity.name.toLowerCase()} ${id}.`, { details });
}
