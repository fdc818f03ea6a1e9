import { NotFoundError } from '../../../platform/errors/errors.js';
import type { GraphQLService } from '../../../platform/service/graphql-service.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { requestDelivery } from '../deliveries/request-delivery.js';
import type { Delivery } from '../entities/delivery.js';
import type { IntegrationsServices } from '../services.js';

const referenceQuery = 'query Reference($id: ID!) { intervention(id: $id) { reference } }';

/**
 * Sends a dossier to Symphonics at a person's word. One that is on its way or there already stays as it is; one that
 * failed or is blocked is tried again. What is missing is said by the delivery, which then is BLOCKED.
 *
 * @throws NotFoundError when there is no such intervention, or no connection to Symphonics
 */
export async function publishIntervention(
  context: RequestContext<IntegrationsServices>,
  id: string,
): Promise<Delivery> {
  const { graph, connectors } = context.services;
  const reference = isUuid(id) ? await referenceOf(context, graph, id) : null;
  if (reference === null) throw new NotFoundError(`There is no intervention ${id}.`, { details: { id } });
  return context.write((unit) =>
    requestDelivery(unit, connectors, {
      connector: 'symphonics',
      action: 'publish-intervention',
      subjectId: id,
      subjectReference: reference,
      byHand: true,
    }),
  );
}

/** Asked as the worker: who may publish need not hold the scope to read dossiers. The organization stays the caller's. */
async function referenceOf(
  { caller, requestId }: RequestContext,
  graph: GraphQLService,
  id: string,
): Promise<string | null> {
  const asHub = { ...caller, scopes: ['admin'] };
  const answer = await graph.execute({ query: referenceQuery, variables: { id } }, { caller: asHub, requestId });
  const found = answer.data?.intervention;
  if (answer.errors?.[0]) throw answer.errors[0];
  return found && typeof found === 'object' && 'reference' in found ? String(found.reference) : null;
}
