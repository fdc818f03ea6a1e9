import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { contains } from '../../../platform/database/like.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Connection } from '../entities/connection.js';
import type { ConnectionFilter } from './types.js';

interface Search extends PageRequest {
  filter?: ConnectionFilter | null;
}

/** Connections that were not deleted, oldest first. @throws InvalidInputError */
export function findConnections(em: EntityManager, { filter, ...page }: Search): Promise<Page<Connection>> {
  const { connector, active, text } = filter ?? {};
  const all: FilterQuery<Connection>[] = [{ deletedAt: null }];
  if (connector) all.push({ connector });
  if (typeof active === 'boolean') all.push({ active });
  if (text) all.push({ $or: [{ name: contains(text) }, { baseUrl: contains(text) }] });
  return findPage(em, Connection, all, page, { createdAt: 'asc', id: 'asc' });
}
