import type { ExecutionResult } from 'graphql';
import type { Caller } from './caller.js';

export interface GraphQLRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
  /** What the client says beside the operation: `{ cost: true }` asks for its cost in the answer's extensions. */
  extensions?: Record<string, unknown> | undefined;
}

/** What travels with a request from the door to the last resolver. */
export interface CallContext {
  /** `null` only behind an open gateway (`hub gateway --supergraph`). */
  caller: Caller | null;
  /** Given by the client in `x-request-id` or made at the door; in every log line and vendor call. */
  requestId: string;
  /** Aborted when the client goes away, the deadline passes or the process drains. */
  signal?: AbortSignal | undefined;
}

/** Says what is wrong with a document before anybody sends it. */
export interface DocumentCheck {
  /**
   * Why a document, which holds one operation, could not run as a whole for a caller: what the graph does not have, what is
   * more than one may ask, what the caller may not see. Empty: it can. Nothing runs.
   */
  faultsOf(query: string, caller: Caller): readonly string[];
}

/**
 * Something that answers GraphQL: a subgraph in this process, a subgraph over the network, or the whole supergraph.
 * GraphQL errors come inside the result. A rejection means that there is no answer (not reachable, timed out).
 */
export interface GraphQLService {
  execute(request: GraphQLRequest, context: CallContext): Promise<ExecutionResult>;
  subscribe(request: GraphQLRequest, context: CallContext): Promise<AsyncIterable<ExecutionResult> | ExecutionResult>;
}
