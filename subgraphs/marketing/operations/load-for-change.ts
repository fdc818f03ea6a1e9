import { type EntityClass, type FilterQuery, LockMode } from '@mikro-orm/core';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { VersionedEntity } from '../entities/versioned-entity.js';

/**
 * The row to change, locked until the transaction ends.
 * @param expectedVersion what the client last saw; left out, the change applies to whatever is there
 * @throws NotFoundError
 * @throws ConflictError when somebody changed it since; `details` holds both versions
 */
export async function loadForChange<Row extends VersionedEntity>(
  unit: UnitOfWork,
  entity: EntityClass<Row>,
  id: string,
  expectedVersion?: number | null,
): Promise<Row> {
  const kind = entity.name.toLowerCase();
  const row = isUuid(id)
    ? await unit.em.findOne(entity, { id } as FilterQuery<Row>, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!row) throw new NotFoundError(`There is no ${kind} ${id}.`, { details: { id } });
  if (expectedVersion != null && expectedVersion !== row.version) {
    throw new ConflictError(
      `The ${kind} is at version ${row.version}, not ${expectedVersion}: read it again and repeat the change.`,
      { details: { currentVersion: row.version, expectedVersion } },
    );
  }
  return row;
}

/** @throws NotFoundError when the organization has no such row; `details.field` is the input's field that names it */
export async function requireRow<Row extends VersionedEntity>(
  unit: UnitOfWork,
  entity: EntityClass<Row>,
  field: string,
  id: string,
): Promise<Row> {
  const row = await unit.em.findOne(entity, { id } as FilterQuery<Row>);
  if (!row) throw new NotFoundError(`There is no ${entity.name.toLowerCase()} ${id}.`, { details: { field, id } });
  return row;
}
