import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { startsWith } from '../../../platform/database/like.js';
import type { PageRequest } from '../../../platform/service/find-page.js';
import { checkedCursor, checkedPageSize, type Page, toPage } from '../../../platform/service/pagination.js';
import { AuditEntry } from './audit-entry.js';
import type { AuditEntryFilter } from './types.js';

/** The newest first. @throws InvalidInputError */
export async function findEntries(
  em: EntityManager,
  { event, from, to, ...same }: AuditEntryFilter,
  { first, after }: PageRequest,
): Promise<Page<AuditEntry>> {
  const all: FilterQuery<AuditEntry>[] = Object.entries(same).flatMap(([name, value]) =>
    value == null ? [] : [{ [name]: value }],
  );
  if (event) all.push({ event: event.endsWith('*') ? startsWith(event.slice(0, -1)) : event });
  if (from) all.push({ occurredAt: { $gte: from } });
  if (to) all.push({ occurredAt: { $lt: to } });
  const cursor = await em.findByCursor(AuditEntry, {
    where: { $and: all },
    first: checkedPageSize(first),
    orderBy: { occurredAt: 'desc', id: 'desc' },
    ...(after && { after: checkedCursor(after, ['occurredAt', 'id']) }),
  });
  return toPage(cursor);
}
