import type { GraphQLDataSource } from '@apollo/gateway';
import { HubError } from '../../platform/errors/hub-error.js';
import type { CallContext, GraphQLService } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { withDeadline } from './deadline.js';
import { SubgraphTimeoutError, SubgraphUnavailableError } from './errors.js';
import { distinctRepresentations } from './representations.js';

type Process = GraphQLDataSource['process'];
type Fetched = Awaited<ReturnType<Process>>;

export interface FetcherOptions {
  name: string;
  service: GraphQLService;
  /** Milliseconds that one fetch may take. */
  deadlineMs: number;
  logger: Logger;
}

/**
 * A subgraph as the executor sees it. It never rejects: a subgraph that does not answer gives an error to the fields
 * that it owns, and the rest of the plan goes on.
 */
export function createSubgraphFetcher({ name, service, deadlineMs, logger }: FetcherOptions): GraphQLDataSource {
  const expired = () =>
    new SubgraphTimeoutError(`The subgraph "${name}" did not answer in time.`, { details: { subgraph: name } });

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
          (signal) => service.execute(request, { caller: call.caller, requestId: call.requestId, signal }),
          { ms: deadlineMs, expired, signal: call.signal },
        );
        return (saving ? saving.spread(result) : result) as Fetched;
      } catch (error) {
        return { errors: [unanswered(name, error, call, logger)] };
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
