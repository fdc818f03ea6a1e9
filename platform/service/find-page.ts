import type { EntityClass, FilterQuery, QueryOrderMap } from '@mikro-orm/core';
import type { EntityManager } from '../database/database.js';
import type { TenantEntity } from '../database/tenant-entity.js';
import { checkedCursor, checkedPageSize, type Page, toPage } from './pagination.js';

/** What every list is asked with. */
export interface PageRequest {
  /** How many at most; `null` is 20. */
  first: number | null;
  /** The `endCursor` of the page before; `null` or left out is the beginning. */
  after?: string | null;
}

export const newestFirst: QueryOrderMap<TenantEntity> = { createdAt: 'desc', id: 'desc' };

/**
 * A page of what meets every condition.
 * @param orderBy must tell any two rows apart; newest first when left out
 * @throws InvalidInputError when `first` is out of bounds or `after` is no cursor of this list
 */
export async function findPage<Row extends TenantEntity>(
  em: EntityManager,
  entity: EntityClass<Row>,
  conditions: FilterQuery<Row>[],
  { first, after }: PageRequest,
  orderBy: QueryOrderMap<Row> = newestFirst as QueryOrderMap<Row>,
): Promise<Page<Row>> {
  const cursor = await em.findByCursor(entity, {
    where: { $and: conditions } as FilterQuery<Row>,
    first: checkedPageSize(first),
    orderBy,
    ...(after && { after: checkedCursor(after, Object.keys(orderBy)) }),
  });
  return toPage(cursor);
}
