import { isUuid } from '../../../platform/service/is-uuid.js';
import type { Loader, RequestContext } from '../../../platform/service/request-context.js';
import type { ReferenceResolver } from '../../../platform/service/subgraph-definition.js';
import { mayRead } from '../policies/access.js';

/** The row a client's id stands for; another organization's finds nothing. */
export async function findById<Row>(
  context: RequestContext,
  loader: Loader<string, Row>,
  id: unknown,
): Promise<Row | null> {
  mayRead(context.caller);
  return typeof id === 'string' && isUuid(id) ? ((await context.load(loader, id)) ?? null) : null;
}

/** `_entities` for a type whose key is its id. */
export const referenceBy =
  <Row extends object>(loader: Loader<string, Row>): ReferenceResolver =>
  ({ id }, context) =>
    findById(context, loader, id);

/**
 * A row that another row of ours names, through a foreign key: it is there.
 * @throws Error when the database lost it
 */
export async function present<Row>(context: RequestContext, loader: Loader<string, Row>, id: string): Promise<Row> {
  const row = await context.load(loader, id);
  if (row === undefined) throw new Error(`row ${id} is named by a foreign key and not there`);
  return row;
}
