import { UnavailableError } from '../../../platform/errors/errors.js';
import type { GraphQLService } from '../../../platform/service/graphql-service.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';

/**
 * Asks the graph as the hub: who may see how things fare between systems need not hold the scopes to read all of them.
 * The organization stays the caller's.
 * @throws UnavailableError when there is no whole answer
 */
export async function askGraph(
  graph: Pick<GraphQLService, 'execute'>,
  { caller, requestId }: UnitIdentity,
  query: string,
  variables: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const asHub = { ...caller, scopes: ['admin'] };
  const { data, errors } = await graph.execute({ query, variables }, { caller: asHub, requestId });
  if (data && !errors) return data;
  throw new UnavailableError('The graph did not say what belongs together.', { cause: errors?.[0] });
}
