import type { EntityClass, FilterQuery } from '@mikro-orm/core';
import type { TenantEntity } from '../database/tenant-entity.js';
import { isUuid } from './is-uuid.js';
import type { Loader, RequestContext } from './request-context.js';

/** Loads rows by id: a whole page in one statement, and anew, since a mutation of the same request may have been there. */
export const byId =
  <Row extends TenantEntity>(entity: EntityClass<Row>): Loader<string, Row> =>
  async (em, ids) => {
    const where: FilterQuery<TenantEntity> = { id: { $in: [...ids] } };
    const found = await em.find(entity, where as FilterQuery<Row>, { disableIdentityMap: true });
    return new Map(found.map((row) => [row.id, row]));
  };

/** The row a client's id stands for; another organization's finds nothing. Who may read it is asked before. */
export async function findById<Row>(
  context: RequestContext,
  loader: Loader<string, Row>,
  id: unknown,
): Promise<Row | null> {
  return typeof id === 'string' && isUuid(id) ? ((await context.load(loader, id)) ?? null) : null;
}

/**
 * A row that another row of ours names, through a foreign key: it is there.
 * @throws Error when the database lost it
 */
export async function present<Row>(context: RequestContext, loader: Loader<string, Row>, id: string): Promise<Row> {
  const row = await context.load(loader, id);
  if (row === undefined) throw new Error(`row ${id} is named by a foreign key and not there`);
  return row;
}
