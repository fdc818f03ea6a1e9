import type { z } from 'zod';
import type { GraphQLService } from '../../../platform/service/graphql-service.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';

/** Who asks, and of which graph. */
export interface Asker extends UnitIdentity {
  services: { graph: GraphQLService };
}

/**
 * Asks the graph as the hub: who may have something done at a vendor need not hold the scopes to read all that it takes.
 * The organization stays the caller's.
 * @throws whatever the graph answered in place of data
 */
export function askAsHub<Data>(asker: Asker, query: string, variables: object, data: z.ZodType<Data>): Promise<Data> {
  const { caller } = asker;
  return askAsCaller({ ...asker, caller: { ...caller, scopes: ['admin'] } }, query, variables, data);
}

/** The same with no more than the caller may do. @throws whatever the graph answered in place of data */
export async function askAsCaller<Data>(
  { services: { graph }, caller, requestId }: Asker,
  query: string,
  variables: object,
  data: z.ZodType<Data>,
): Promise<Data> {
  const answer = await graph.execute({ query, variables: { ...variables } }, { caller, requestId });
  if (answer.errors?.[0]) throw answer.errors[0];
  return data.parse(answer.data);
}
