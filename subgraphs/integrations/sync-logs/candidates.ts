import { z } from 'zod';
import { UnavailableError } from '../../../platform/errors/errors.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { Caller } from '../../../platform/service/caller.js';
import { type Flow, flowsOn } from '../flows.js';
import type { IntegrationsServices } from '../services.js';

type StatusChanged = DomainEventData<'intervention.status-changed'>;

/** Interventions read at once. */
const pageSize = 50;

const query = `query SyncCandidates($filter: InterventionFilter!, $first: Int!, $after: String) {
  interventions(filter: $filter, first: $first, after: $after, orderBy: OLDEST_FIRST) {
    nodes { id reference status documents { type signedAt } } pageInfo { hasNextPage endCursor }
  }
}`;

const answer = z.object({
  interventions: z.object({
    nodes: z.array(
      z.object({
        id: z.uuid(),
        reference: z.string(),
        status: z.string(),
        documents: z.array(z.object({ type: z.string(), signedAt: z.unknown() })),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** What a run sends through a connector: what the flows say of the status an intervention has. Partners have backfills. */
export const pushFlows = (connector: string): readonly Flow<'intervention.status-changed'>[] =>
  flowsOn('intervention.status-changed').filter(
    (flow) => flow.connector === connector && !flow.follows && !flow.toEach,
  );

export interface CandidatePage {
  /** As if each had come to its status just now. */
  candidates: StatusChanged[];
  /** Where the next page begins; `null` when there is none. */
  next: string | null;
}

/**
 * A page of finished interventions, read through the graph like other clients do, oldest first.
 * @throws UnavailableError when the graph has no whole answer
 */
export async function readCandidates(
  { graph }: Pick<IntegrationsServices, 'graph'>,
  identity: { caller: Caller; requestId: string },
  { after, changedSince }: { after: string | null; changedSince: Date | null },
): Promise<CandidatePage> {
  const filter = {
    status: ['INSTALLATION_DONE', 'PUBLISHED'],
    ...(changedSince && { updatedAfter: changedSince.toISOString() }),
  };
  const result = await graph.execute({ query, variables: { filter, first: pageSize, after } }, identity);
  if (result.errors?.[0]) {
    throw new UnavailableError('The graph did not give the interventions.', { cause: result.errors[0] });
  }
  const { nodes, pageInfo } = answer.parse(result.data).interventions;
  const candidates = nodes.map(({ id, reference, status, documents }) => ({
    interventionId: id,
    reference,
    from: null,
    to: status,
    signedDocumentTypes: documents.filter(({ signedAt }) => Boolean(signedAt)).map(({ type }) => type),
  }));
  return { candidates, next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
