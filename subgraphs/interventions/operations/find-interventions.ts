import type { FilterQuery } from '@mikro-orm/core';
import { raw } from '@mikro-orm/postgresql';
import type { EntityManager } from '../../../platform/database/database.js';
import { contains, startsWith } from '../../../platform/database/like.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Intervention } from '../entities/intervention.js';
import type { InterventionFilter } from '../resolvers/inputs.js';
import type { InterventionOrder } from '../resolvers/intervention-connection.js';

const orders = {
  NEWEST_FIRST: { createdAt: 'desc', id: 'desc' },
  OLDEST_FIRST: { createdAt: 'asc', id: 'asc' },
  RECENTLY_UPDATED: { updatedAt: 'desc', id: 'desc' },
  REFERENCE: { reference: 'asc', id: 'asc' },
} as const satisfies Record<InterventionOrder, object>;

interface Search extends PageRequest {
  filter?: InterventionFilter | null;
  orderBy: InterventionOrder;
}

/** @throws InvalidInputError when `first` is out of bounds or `after` is no cursor of this list */
export function findInterventions(
  em: EntityManager,
  { filter, orderBy, ...page }: Search,
): Promise<Page<Intervention>> {
  return findPage(em, Intervention, conditionsOf(filter ?? {}), page, orders[orderBy]);
}

function conditionsOf(filter: InterventionFilter): FilterQuery<Intervention>[] {
  const all: FilterQuery<Intervention>[] = [];
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  if (filter.companyId) all.push({ installer: { companyId: filter.companyId } });
  if (filter.postalCode) all.push({ site: { postalCode: startsWith(filter.postalCode) } });
  if (filter.flaggedForReview != null) {
    all.push({ [raw((alias) => `(jsonb_array_length(${alias}.review_reasons) > 0)`)]: filter.flaggedForReview });
  }
  if (filter.createdAfter) all.push({ createdAt: { $gte: filter.createdAfter } });
  if (filter.createdBefore) all.push({ createdAt: { $lt: filter.createdBefore } });
  if (filter.updatedAfter) all.push({ updatedAt: { $gte: filter.updatedAfter } });
  if (filter.completedAfter) all.push({ completedAt: { $gte: filter.completedAfter } });
  if (filter.completedBefore) all.push({ completedAt: { $lt: filter.completedBefore } });
  if (filter.text) {
    const like = contains(filter.text);
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
  return all;
}
