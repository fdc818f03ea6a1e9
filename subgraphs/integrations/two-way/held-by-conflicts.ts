import type { Connector, Prepared, SubjectType } from '../../../platform/connectors/connector.js';
import type { Database } from '../../../platform/database/database.js';
import type { Delivery } from '../entities/delivery.js';
import { Conflict, ConflictStatus } from './conflict.js';

/**
 * Why a record does not go out now: actions send whole records, and a person is to decide on some of its fields.
 * @returns `null` where nothing holds it
 */
export async function heldByConflicts(
  database: Database,
  { records }: Connector,
  { action, subjectId, subjectType, connection, organizationId }: Delivery,
): Promise<Extract<Prepared<never>, { ready: false }> | null> {
  const recordType: SubjectType = subjectType;
  if (records?.[recordType]?.pushedBy !== action) return null;
  const which = { connectionId: connection.id, recordType, subjectId, status: ConflictStatus.OPEN };
  const open = await database.read(organizationId, (em) => em.find(Conflict, which, { orderBy: { field: 'asc' } }));
  if (open.length === 0) return null;
  const violations = open.map(({ field, id }) => ({ field, message: `waits for a person’s word on conflict ${id}` }));
  return { ready: false, reason: 'conflict', violations };
}
