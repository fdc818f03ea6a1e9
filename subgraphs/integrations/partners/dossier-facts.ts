import { parse } from 'graphql';
import { z } from 'zod';
import { UnavailableError } from '../../../platform/errors/errors.js';
import type { Caller } from '../../../platform/service/caller.js';
import type { IntegrationsServices } from '../services.js';
import { askForEach } from '../two-way/ask-for-each.js';
import type { DossierFacts } from './subscription.js';

const selection =
  'id reference status completedAt site { postalCode } operations { code } installer { companyId }' as const;

const oneQuery = `query SubscriptionFacts($id: ID!) { intervention(id: $id) { ${selection} } }`;

const manyQuery = `query SubscriptionFactsOf($filter: InterventionFilter!, $first: Int!, $after: String) {
  interventions(filter: $filter, first: $first, after: $after, orderBy: OLDEST_FIRST) {
    nodes { ${selection} } pageInfo { hasNextPage endCursor }
  }
}`;

const dossier = z.object({
  id: z.uuid(),
  reference: z.string(),
  status: z.string(),
  completedAt: z.coerce.date().nullable(),
  site: z.object({ postalCode: z.string().nullable() }),
  operations: z.array(z.object({ code: z.string() })),
  installer: z.object({ companyId: z.string().nullable() }).nullable(),
});

const one = z.object({ intervention: dossier.nullable() });
const many = z.object({
  interventions: z.object({
    nodes: z.array(dossier),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** A dossier with what subscriptions tell apart. */
export interface Candidate extends DossierFacts {
  id: string;
  reference: string;
}

type Graph = Pick<IntegrationsServices, 'graph'>;

/** @returns `null` when there is no such intervention @throws UnavailableError when the graph has no whole answer */
export async function candidateOf(services: Graph, caller: Caller, interventionId: string): Promise<Candidate | null> {
  const { intervention } = one.parse(await ask(services, caller, oneQuery, { id: interventionId }));
  return intervention && candidate(intervention);
}

/** Some at once; those that are not there are left out. @throws UnavailableError when the graph has no whole answer */
export async function candidatesOf(services: Graph, caller: Caller, ids: readonly string[]): Promise<Candidate[]> {
  const answers = await askForEach(services.graph, { caller, requestId: 'partners' }, parse(oneQuery), ids);
  return [...answers.values()].flatMap((answer) => one.parse(answer).intervention ?? []).map(candidate);
}

const pageSize = 100;

/** Those whose installation was done from a moment on and before another, page by page. @throws UnavailableError */
export async function* candidatesBetween(
  services: Graph,
  caller: Caller,
  { from, to, statuses }: { from: Date; to: Date; statuses: readonly string[] },
): AsyncGenerator<Candidate[]> {
  const filter = { status: statuses, completedAfter: from.toISOString(), completedBefore: to.toISOString() };
  for (let after: string | null = null, more = true; more; ) {
    const answer: unknown = await ask(services, caller, manyQuery, { filter, first: pageSize, after });
    const { nodes, pageInfo } = many.parse(answer).interventions;
    yield nodes.map(candidate);
    more = pageInfo.hasNextPage;
    after = pageInfo.endCursor;
  }
}

function candidate({ id, reference, status, completedAt, site, operations, installer }: z.output<typeof dossier>) {
  return {
    id,
    reference,
    status,
    completedAt,
    companyId: installer?.companyId ?? null,
    operationCodes: operations.map(({ code }) => code),
    postalCode: site.postalCode,
  };
}

async function ask({ graph }: Graph, caller: Caller, query: string, variables: Record<string, unknown>) {
  const answer = await graph.execute({ query, variables }, { caller, requestId: 'partners' });
  if (answer.errors?.length || !answer.data) {
    const reasons = (answer.errors ?? []).map((error) => error.message).join('; ');
    throw new UnavailableError(`The graph did not say what the dossiers are: ${reasons}`, {
      cause: answer.errors?.[0],
    });
  }
  return answer.data;
}
