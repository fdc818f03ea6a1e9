import type { FilterQuery } from '@mikro-orm/core';
import { raw } from '@mikro-orm/postgresql';
import { print } from 'graphql';
import type { Connector } from '../../../platform/connectors/connector.js';
import { valuesByPath } from '../../../platform/connectors/payload-fields.js';
import { UnavailableError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { findPage, type PageRequest } from '../../../platform/service/find-page.js';
import { knownId } from '../../../platform/service/known-id.js';
import type { Page } from '../../../platform/service/pagination.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { workerCaller } from '../deliveries/run-delivery.js';
import { DeliveryAttempt } from '../entities/delivery-attempt.js';
import { SentPayload } from '../entities/sent-payload.js';
import type { IntegrationsServices } from '../services.js';
import { digestOf } from './digests.js';
import type { FieldDisclosure } from './types.js';

type Context = RequestContext<IntegrationsServices>;

/**
 * Every request that carried the value of a field to anybody, newest first.
 * @param path where in the dossier, lists without indexes: `beneficiary.phone`, `documents.url`
 * @throws InvalidInputError when no connector sends such a field
 * @throws UnavailableError when the graph does not say what the value is now
 */
export async function fieldLineage(
  context: Context,
  { interventionId, path, ...page }: PageRequest & { interventionId: string; path: string },
): Promise<Page<FieldDisclosure>> {
  const { em, services } = context;
  const known = new Set(actionsOf(services.connectors).flatMap(({ sources }) => Object.values(sources ?? {})));
  if (!known.has(path)) {
    const message = `must be one of ${[...known].sort().join(', ')}`;
    refuseViolations([{ field: 'path', message }]);
  }
  const conditions: FilterQuery<SentPayload>[] = [
    { subjectId: knownId(interventionId) },
    { [raw((alias) => `(${alias}.digests -> '${path}' is not null)`)]: true },
  ];
  const { nodes, edges, ...rest } = await findPage(em, SentPayload, conditions, page);
  const attempts = await em.find(
    DeliveryAttempt,
    { id: { $in: nodes.map(({ attemptId }) => attemptId) } },
    { fields: ['outcome'] },
  );
  const outcomes = new Map(attempts.map(({ id, outcome }) => [id, outcome]));
  const now = nodes.length > 0 ? await presentDigests(context, interventionId, path) : new Set<string>();
  const payloadPath = payloadPathOf(services.connectors, path);
  const disclosure = (sent: SentPayload): FieldDisclosure => {
    const { id, connectionId, deliveryId, attemptNumber, createdAt: sentAt } = sent;
    const digests = sent.digests[path] ?? [];
    return {
      id,
      path,
      payloadPath,
      connectionId,
      deliveryId,
      attemptNumber,
      sentAt,
      outcome: outcomes.get(sent.attemptId) ?? sent.outcome,
      digests,
      sameAsNow: digests.every((digest) => now.has(digest)),
    };
  };
  return {
    ...rest,
    nodes: nodes.map(disclosure),
    edges: edges.map(({ cursor, node }) => ({ cursor, node: disclosure(node) })),
  };
}

const actionsOf = (connectors: readonly Connector[]) => connectors.flatMap(({ actions }) => Object.values(actions));

function payloadPathOf(connectors: readonly Connector[], path: string): string | null {
  const all = actionsOf(connectors).flatMap(({ sources }) => Object.entries(sources ?? {}));
  return all.find(([, source]) => source === path)?.[0] ?? null;
}

/** What the field says now, read as whoever sends it would. */
async function presentDigests(context: Context, interventionId: string, path: string): Promise<Set<string>> {
  const { services, caller, requestId } = context;
  const action = actionsOf(services.connectors).find(
    ({ sources, follows }) => !follows && Object.values(sources ?? {}).includes(path),
  );
  if (!action) throw new Error(`no first action sends ${path}`);
  const query = print(action.document);
  const identity = { caller: workerCaller(caller.organizationId), requestId };
  const answer = await services.graph.execute({ query, variables: { id: interventionId } }, identity);
  if (answer.errors?.length || !answer.data) {
    throw new UnavailableError('The graph did not say what the dossier is now.', { cause: answer.errors?.[0] });
  }
  const values = valuesByPath(answer.data.intervention).get(path) ?? [];
  return new Set(values.map((value) => digestOf(interventionId, path, value)));
}
