import type { FilterQuery } from '@mikro-orm/core';
import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '../../../platform/database/database.js';
import { checkedCursor, checkedPageSize, type Page, toPage } from '../../../platform/service/pagination.js';
import { Intervention } from '../entities/intervention.js';
import type { InterventionFilter } from '../resolvers/inputs.js';
import type { InterventionOrder } from '../resolvers/intervention-connection.js';

const orders = {
  NEWEST_FIRST: { createdAt: 'desc', id: 'desc' },
  OLDEST_FIRST: { createdAt: 'asc', id: 'asc' },
  RECENTLY_UPDATED: { updatedAt: 'desc', id: 'desc' },
  REFERENCE: { reference: 'asc', id: 'asc' },
} as const satisfies Record<InterventionOrder, object>;

interface Search {
  first: number | null;
  after?: string | null;
  filter?: InterventionFilter | null;
  orderBy: InterventionOrder;
}

/** @throws InvalidInputError when `first` is out of bounds or `after` is no cursor of this list */
export async function findInterventions(em: EntityManager, search: Search): Promise<Page<Intervention>> {
  const cursor = await em.findByCursor(Intervention, {
    where: conditionOf(search.filter ?? {}),
    first: checkedPageSize(search.first),
    orderBy: orders[search.orderBy],
    ...(search.after && { after: checkedCursor(search.after) }),
  });
  return toPage(cursor);
}

function conditionOf(filter: InterventionFilter): FilterQuery<Intervention> {
  const all: FilterQuery<Intervention>[] = [];
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  if (filter.companyId) all.push({ installer: { companyId: filter.companyId } });
  if (filter.postalCode) all.push({ site: { postalCode: { $like: `${escapeLike(filter.postalCode)}%` } } });
  if (filter.flaggedForReview != null) {
    all.push({ [raw((alias) => `(jsonb_array_length(${alias}.review_reasons) > 0)`)]: filter.flaggedForReview });
  }
  if (filter.createdAfter) all.push({ createdAt: { $gte: filter.createdAfter } });
  if (filter.createdBefore) all.push({ createdAt: { $lt: filter.createdBefore } });
  if (filter.completedAfter) all.push({ completedAt: { $gte: filter.completedAfter } });
  if (filter.completedBefore) all.push({ completedAt: { $lt: filter.completedBefore } });
  if (filter.text) {
    const like = { $ilike: `%${escapeLike(filter.text)}%` };
    all.push({
      $or: [
        { reference: like },
        { beneficiary: { firstName: like } },
        { beneficiary: { lastName: like } },
        { beneficiary: { email: like } },
        { site: { city: like } },
      ],
    });
  }
  return { $and: all };
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
