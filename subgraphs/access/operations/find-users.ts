import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { contains } from '../../../platform/database/like.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import type { Page } from '../../../platform/service/pagination.js';
import { User } from '../entities/user.js';
import type { UserFilter } from '../resolvers/user-types.js';

/** @throws InvalidInputError */
export function findUsers(em: EntityManager, filter: UserFilter, page: PageRequest): Promise<Page<User>> {
  const all: FilterQuery<User>[] = [];
  if (filter.role) all.push({ roles: { $contains: [filter.role] } });
  if (filter.active != null) all.push({ deactivatedAt: filter.active ? null : { $ne: null } });
  if (filter.text) all.push({ $or: [{ name: contains(filter.text) }, { email: contains(filter.text) }] });
  return findPage(em, User, all, page);
}
