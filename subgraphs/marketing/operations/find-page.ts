import type { EntityClass, FilterQuery, QueryOrderMap } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import type { TenantEntity } from '../../../platform/database/tenant-entity.js';
import { checkedCursor, checkedPageSize, type Page, toPage } from '../../../platform/service/pagination.js';

/** What every list of the subgraph is asked with. */
export interface PageRequest {
  first: number | null;
  after: string | null;
}

/**
 * A page of what meets every condition, newest first.
 * @throws InvalidInputError when `first` is out of bounds or `after` is no cursor of this list
 */
export async function findPage<Row extends TenantEntity>(
  em: EntityManager,
  entity: EntityClass<Row>,
  conditions: FilterQuery<Row>[],
  { first, after }: PageRequest,
): Promise<Page<Row>> {
  const cursor = await em.findByCursor(entity, {
    where: { $and: conditions } as FilterQuery<Row>,
    first: checkedPageSize(first),
    orderBy: { createdAt: 'desc', id: 'desc' } as QueryOrderMap<Row>,
    ...(after && { after: checkedCursor(after) }),
  });
  return toPage(cursor);
}

/** A condition that the text is in a field, in whatever case. */
export const contains = (text: string) => ({ $ilike: `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` });
