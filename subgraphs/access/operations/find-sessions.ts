import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Session } from '../entities/session.js';
import type { SessionFilter } from '../resolvers/user-types.js';

/** @throws InvalidInputError */
export function findSessions(em: EntityManager, filter: SessionFilter, page: PageRequest): Promise<Page<Session>> {
  const now = new Date();
  const all: FilterQuery<Session>[] = [];
  if (filter.userId) all.push({ userId: knownId(filter.userId) });
  if (filter.active === true) all.push({ endedAt: null, expiresAt: { $gt: now } });
  if (filter.active === false) all.push({ $or: [{ endedAt: { $ne: null } }, { expiresAt: { $lte: now } }] });
  return findPage(em, Session, all, page);
}
