import type { FilterQuery } from '@mikro-orm/core';
import type { Connector } from '../../../platform/connectors/connector.js';
import type { EntityManager } from '../../../platform/database/database.js';
import { contains } from '../../../platform/database/like.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import type { Page } from '../../../platform/service/pagination.js';
import { Connection } from '../entities/connection.js';
import { partnerConnector } from './partner-connector.js';
import { partnerOf } from './partner-of.js';
import type { Partner, PartnerFilter } from './types.js';

/** Partners, oldest first. @throws InvalidInputError */
export async function findPartners(
  em: EntityManager,
  connectors: readonly Connector[],
  { filter, ...page }: PageRequest & { filter: PartnerFilter | null },
): Promise<Page<Partner>> {
  const all: FilterQuery<Connection>[] = [{ connector: partnerConnector }];
  if (filter?.authorised != null) all.push({ authorised: filter.authorised });
  if (filter?.active != null) all.push({ active: filter.active });
  if (filter?.name) all.push({ name: contains(filter.name) });
  const found = await findPage(em, Connection, all, page, { createdAt: 'asc', id: 'asc' });
  return {
    ...found,
    nodes: found.nodes.map((node) => partnerOf(connectors, node)),
    edges: found.edges.map(({ cursor, node }) => ({ cursor, node: partnerOf(connectors, node) })),
  };
}
