import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';
import type { TermsAcceptanceFilter } from '../resolvers/terms-inputs.js';

/** @throws InvalidInputError */
export function findTermsAcceptances(
  em: EntityManager,
  filter: TermsAcceptanceFilter,
  page: PageRequest,
): Promise<Page<TermsAcceptance>> {
  const all: FilterQuery<TermsAcceptance>[] = [];
  if (filter.companyId) all.push({ companyId: knownId(filter.companyId) });
  if (filter.customerId) all.push({ customerId: knownId(filter.customerId) });
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  return findPage(em, TermsAcceptance, all, page);
}
