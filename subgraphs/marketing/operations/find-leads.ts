import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Lead } from '../entities/lead.js';
import type { LeadFilter } from '../resolvers/inputs.js';

/** @throws InvalidInputError */
export function findLeads(em: EntityManager, filter: LeadFilter, page: PageRequest): Promise<Page<Lead>> {
  const all: FilterQuery<Lead>[] = [];
  if (filter.status?.length) all.push({ status: { $in: filter.status } });
  if (filter.contactId) all.push({ contactId: knownId(filter.contactId) });
  if (filter.source) all.push({ source: filter.source });
  if (filter.minScore != null) all.push({ score: { $gte: filter.minScore } });
  if (filter.createdAfter) all.push({ createdAt: { $gte: filter.createdAfter } });
  if (filter.createdBefore) all.push({ createdAt: { $lt: filter.createdBefore } });
  return findPage(em, Lead, all, page);
}
