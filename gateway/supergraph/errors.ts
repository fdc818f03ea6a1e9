import { HubError } from '../../platform/errors/hub-error.js';

/** A subgraph could not be reached, hung up, or answered with something that is not GraphQL. */
export class SubgraphUnavailableError extends HubError {
  readonly code = 'SUBGRAPH_UNAVAILABLE';
  readonly httpStatus = 502;
  override readonly retryable = true;
}

/** A subgraph did not answer within its deadline; whether it did the work is not known. */
export class SubgraphTimeoutError extends HubError {
  readonly code = 'SUBGRAPH_TIMEOUT';
  readonly httpStatus = 504;
  override readonly retryable = true;
}

/** A reader fell too far behind a stream; subscribe again from the last event that was received. */
export class SubscriptionOverflowError extends HubError {
  readonly code = 'SUBSCRIPTION_OVERFLOW';
  readonly httpStatus = 503;
  override readonly retryable = true;
}

/** The graph has changed; subscribe again from the last event that was received. */
export class SchemaReloadedError extends HubError {
  readonly code = 'SCHEMA_RELOADED';
  readonly httpStatus = 503;
  override readonly retryable = true;
}
