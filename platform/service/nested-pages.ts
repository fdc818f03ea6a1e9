import { Cursor, type EntityClass, type FilterObject, type FilterQuery, type QueryOrderMap } from '@mikro-orm/core';
import type { EntityManager } from '../database/database.js';
import type { TenantEntity } from '../database/tenant-entity.js';
import { findPage, newestFirst, type PageRequest } from './find-page.js';
import { checkedPageSize, type Page } from './pagination.js';
import type { Loader, RequestContext } from './request-context.js';

/** A page of what belongs to one owner. @throws InvalidInputError as `findPage` does */
type NestedPage<Row extends object> = (
  context: Pick<RequestContext, 'em' | 'load'>,
  ownerId: string,
  page: PageRequest,
) => Promise<Page<Row>>;

/**
 * The list that hangs on each of many rows. First pages are found in two statements for all owners of a request, however
 * many there are; a page further on is found by itself.
 * @param owner the property that holds the owner's id
 * @param orderBy must tell any two rows of an owner apart; newest first when left out
 */
export function nestedPages<Row extends TenantEntity>(
  entity: EntityClass<Row>,
  owner: keyof Row & string,
  orderBy: QueryOrderMap<Row> = newestFirst as QueryOrderMap<Row>,
): NestedPage<Row> {
  // One for each size that is asked for, of which there are as many as a page may be long.
  const loaders = new Map<number, Loader<string, Page<Row>>>();
  const loaderOf = (first: number) => {
    const known = loaders.get(first);
    if (known) return known;
    const made: Loader<string, Page<Row>> = (em, owners) => firstPages(em, { entity, owner, orderBy, first }, owners);
    loaders.set(first, made);
    return made;
  };
  return async ({ em, load }, ownerId, page) => {
    if (page.after) return findPage(em, entity, [{ [owner]: ownerId } as FilterQuery<Row>], page, orderBy);
    const found = await load(loaderOf(checkedPageSize(page.first)), ownerId);
    return found ?? { edges: [], nodes: [], totalCount: 0, pageInfo: emptyPageInfo };
  };
}

const emptyPageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };

interface Nested<Row extends TenantEntity> {
  entity: EntityClass<Row>;
  owner: keyof Row & string;
  orderBy: QueryOrderMap<Row>;
  first: number;
}

async function firstPages<Row extends TenantEntity>(
  em: EntityManager,
  { entity, owner, orderBy, first }: Nested<Row>,
  owners: readonly string[],
): Promise<Map<string, Page<Row>>> {
  const meta = em.getMetadata().get<Row>(entity);
  const columnOf = (property: string) => `"${meta.properties[property as keyof typeof meta.properties].fieldNames[0]}"`;
  const order = Object.entries(orderBy).map(
    ([property, way]) => `${columnOf(property)} ${way === 'asc' ? 'asc' : 'desc'}`,
  );
  const whose = columnOf(owner);
  const ranked = await em.execute<{ id: string; owner: string; total: number }[]>(
    `select id, owner, total from (
       select id, ${whose} as owner, count(*) over (partition by ${whose})::int as total,
         row_number() over (partition by ${whose} order by ${order.join(', ')}) as place
       from ${meta.schema}.${meta.tableName} where ${whose} in (${owners.map(() => '?').join(', ')})) as ranked
     where place <= ? order by owner, place`,
    // One more than is shown: whether there is a next page.
    [...owners, first + 1],
  );
  const rows = await em.find(entity, ranked.map(({ id }) => id) as FilterQuery<Row>);
  const rowOf = new Map<string, Row>(rows.map((row) => [row.id, row]));
  const cursorOf = (row: Row) => Cursor.for(meta, row as FilterObject<Row>, orderBy);
  return new Map(
    [...Map.groupBy(ranked, (one) => one.owner)].map(([ownerId, ofOwner]) => {
      const nodes = ofOwner.slice(0, first).flatMap(({ id }) => rowOf.get(id) ?? []);
      const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
      const pageInfo = {
        hasNextPage: ofOwner.length > first,
        hasPreviousPage: false,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      };
      return [ownerId, { edges, nodes, totalCount: ofOwner[0]?.total ?? 0, pageInfo }];
    }),
  );
}
