import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { ApiKey } from '../entities/api-key.js';
import type { ApiKeyFilter } from '../resolvers/key-types.js';

/** @throws InvalidInputError */
export function findApiKeys(em: EntityManager, filter: ApiKeyFilter, page: PageRequest): Promise<Page<ApiKey>> {
  const now = new Date();
  const all: FilterQuery<ApiKey>[] = [];
  if (filter.partnerId) all.push({ partnerId: knownId(filter.partnerId) });
  if (filter.active === true) all.push({ revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] });
  if (filter.active === false) all.push({ $or: [{ revokedAt: { $ne: null } }, { expiresAt: { $lte: now } }] });
  return findPage(em, ApiKey, all, page);
}
