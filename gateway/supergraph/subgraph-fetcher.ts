import type { GraphQLDataSource } from '@apollo/gateway';
import { HubError } from '../../platform/errors/hub-error.js';
import type { CallContext, GraphQLService } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { withDeadline } from './deadline.js';
import { SubgraphTimeoutError, SubgraphUnavailableError } from './errors.js';
import { fetchPlaces } from './fetch-places.js';
import { distinctRepresentations } from './representations.js';
import { type SlotLimits, Slots } from './slots.js';

type Process = GraphQLDataSource['process'];
type Fetched = Awaited<ReturnType<Process>>;

export interface FetcherOptions {
  name: string;
  service: GraphQLService;
  /** Milliseconds that a fetch may take, the waiting for its turn included. */
  deadlineFor(query: string): number;
  slots: SlotLimits;
  logger: Logger;
}

/**
 * A subgraph as the executor sees it. It never rejects: a subgraph that does not answer gives an error to the fields
 * that it owns, and the rest of the plan goes on.
 */
export function createSubgraphFetcher(options: FetcherOptions): GraphQLDataSource {
  const { name, service, deadlineFor, logger } = options;
  const details = { subgraph: name };
  const full = () => new SubgraphUnavailableError(`The subgraph "${name}" has too much to do.`, { details });
  const slots = new Slots(options.slots, full);
  const expired = () => new SubgraphTimeoutError(`The subgraph "${name}" did not answer in time.`, { details });

  return {
    async process(options) {
      const call = options.context as CallContext;
      const { query = '', operationName, variables = {} } = options.request;
      const saving = Array.isArray(variables.representations)
        ? distinctRepresentations(variables.representations)
        : undefined;
      const request = {
        query,
        operationName,
        variables: saving ? { ...variables, representations: saving.distinct } : variables,
      };
      try {
        const result = await withDeadline(
          (signal) => {
            const { caller, requestId } = call;
            return slots.run(() => service.execute(request, { caller, requestId, signal }), signal);
          },
          { ms: deadlineFor(query), expired, signal: call.signal },
        );
        return (saving ? saving.spread(result) : result) as Fetched;
      } catch (error) {
        const told = unanswered(name, error, call, logger);
        const representations = Array.isArray(variables.representations) ? variables.representations.length : undefined;
        return { errors: fetchPlaces(query, representations).map((path) => ({ ...told, ...(path && { path }) })) };
      }
    },
  };
}

/** The error that a client sees where a subgraph gave no answer; the cause goes to the log. */
export function unanswered(
  name: string,
  error: unknown,
  { requestId, signal }: CallContext,
  logger: Logger,
): { message: string; extensions: Record<string, unknown> } {
  const known = error instanceof HubError ? error : unavailable(name, error);
  // A client that has left is no failure of the subgraph.
  if (!signal?.aborted)
    logger.warn({ err: error, subgraph: name, requestId, code: known.code }, 'a subgraph gave no answer');
  return {
    message: known.message,
    extensions: { ...known.details, code: known.code, retryable: known.retryable },
  };
}

/** An error of transport, told without its text: that may hold addresses. */
export function unavailable(name: string, cause: unknown): SubgraphUnavailableError {
  return new SubgraphUnavailableError(`The subgraph "${name}" cannot be reached.`, {
    cause,
    details: { subgraph: name },
  });
}

export interface FetchDeadlines {
  /** Milliseconds that a subgraph may take to answer. Default 2,000. */
  subgraphDeadlineMs?: number | undefined;
  /** The same for a change, and for what reads a slow field. Default 10,000. */
  changeDeadlineMs?: number | undefined;
  /** Fields that wait for somebody outside. Default: none. */
  slowFields?: readonly string[] | undefined;
}

/** How long a fetch may take, by its text. */
export function deadlinesOf(options: FetchDeadlines): (query: string) => number {
  const { subgraphDeadlineMs = 2_000, changeDeadlineMs = 10_000, slowFields = [] } = options;
  const slow = new RegExp(`^mutation\\b${slowFields.map((field) => `|\\b${field}\\b`).join('')}`);
  return (query) => (slow.test(query) ? changeDeadlineMs : subgraphDeadlineMs);
}
