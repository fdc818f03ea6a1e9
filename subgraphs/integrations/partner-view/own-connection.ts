import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Connection } from '../entities/connection.js';
import { partnerConnector } from '../partners/partner-connector.js';

/** The connection that the caller's key is bound to. @throws NotFoundError when it is gone */
export async function ownConnection({ em, caller }: RequestContext): Promise<Connection> {
  const { partnerId } = caller;
  const connection = partnerId && (await em.findOne(Connection, { id: partnerId, connector: partnerConnector }));
  if (connection) return connection;
  throw new NotFoundError('The partner that this key is for is not there any more.');
}

/** The same, while the organization shares its dossiers with it. @throws ForbiddenError when it does not */
export async function authorisedConnection(context: RequestContext): Promise<Connection> {
  const connection = await ownConnection(context);
  if (connection.authorised) return connection;
  throw new ForbiddenError('The organization does not share its dossiers with this partner at the moment.');
}
