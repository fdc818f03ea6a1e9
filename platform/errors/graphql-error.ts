import { GraphQLError } from 'graphql';
import { DatabaseUnavailableError, isOutage } from './database-unavailable.js';
import { HubError } from './hub-error.js';

/**
 * The one mapping of errors at the GraphQL edge. A HubError keeps its message, code and details; a GraphQLError made
 * by graphql itself (syntax, validation, coercion) stays as it is; a database that does not answer is UNAVAILABLE;
 * anything else becomes INTERNAL_ERROR with nothing of its message, and is handed to `report` with its original.
 *
 * @param error as thrown, or as wrapped by graphql-js with path and locations
 * @param report told of what is not the caller's fault
 */
export function toGraphQLError(error: unknown, report: (unexpected: unknown) => void): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined;
  const raw = located?.originalError ?? (located ? undefined : error);
  const original = raw instanceof HubError || !isOutage(raw) ? raw : new DatabaseUnavailableError(raw);
  const place = {
    nodes: located?.nodes ?? null,
    source: located?.source ?? null,
    positions: located?.positions ?? null,
    path: located?.path ?? null,
  };
  if (original instanceof HubError) {
    const extensions = { ...original.details, code: original.code, retryable: original.retryable };
    return new GraphQLError(original.message, { ...place, extensions });
  }
  if (located && (original === undefined || original instanceof GraphQLError)) return located;
  report(original);
  return new GraphQLError('Something went wrong on our side; the request id finds it in the logs.', {
    ...place,
    extensions: { code: 'INTERNAL_ERROR', retryable: false },
  });
}
