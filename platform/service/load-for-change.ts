import type { EntityClass } from '@mikro-orm/core';
import type { VersionedEntity } from '../database/versioned-entity.js';
import { ConflictError } from '../errors/errors.js';
import { requireRow } from './require-row.js';
import type { UnitOfWork } from './unit-of-work.js';

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
  const row = await requireRow(unit, entity, id, { lock: true });
  if (expectedVersion != null && expectedVersion !== row.version) {
    const kind = entity.name.toLowerCase();
    throw new ConflictError(
      `The ${kind} is at version ${row.version}, not ${expectedVersion}: read it again and repeat the change.`,
      { details: { currentVersion: row.version, expectedVersion } },
    );
  }
  return row;
}
