import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { checkedCursor, checkedPageSize, type Page, toPage } from '../../../platform/service/pagination.js';
import { Delivery } from '../entities/delivery.js';
import type { DeliveryFilter } from '../resolvers/types.js';

interface Search {
  first: number | null;
  after?: string | null;
  filter?: DeliveryFilter | null;
}

/** Deliveries, newest first. @throws InvalidInputError */
export async function findDeliveries(em: EntityManager, { first, after, filter }: Search): Promise<Page<Delivery>> {
  const cursor = await em.findByCursor(Delivery, {
    where: conditionOf(filter ?? {}),
    first: checkedPageSize(first),
    orderBy: { createdAt: 'desc', id: 'desc' },
    ...(after && { after: checkedCursor(after) }),
  });
  return toPage(cursor);
}

function conditionOf(filter: DeliveryFilter): FilterQuery<Delivery> {
  const all: FilterQuery<Delivery>[] = [];
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  if (filter.connector) all.push({ connector: filter.connector });
  if (filter.action) all.push({ action: filter.action });
  if (filter.errorCode) all.push({ lastErrorCode: filter.errorCode });
  if (filter.subjectId) all.push(isUuid(filter.subjectId) ? { subjectId: filter.subjectId } : { id: [] });
  if (filter.createdAfter) all.push({ createdAt: { $gte: filter.createdAfter } });
  if (filter.createdBefore) all.push({ createdAt: { $lt: filter.createdBefore } });
  return { $and: all };
}
