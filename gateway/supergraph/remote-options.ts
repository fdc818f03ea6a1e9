import type { CallContext, GraphQLRequest } from '../../platform/service/graphql-service.js';

/**
 * Headers for one call: who calls, signed.
 *
 * @param body the exact text that is sent; empty for the opening of a WebSocket
 */
export type HeadersFor = (
  request: GraphQLRequest,
  context: CallContext,
  body: string,
) => Record<string, string> | Promise<Record<string, string>>;

export interface RemoteServiceOptions {
  /** For errors and logs. */
  name: string;
  /** `http:` or `https:`; subscriptions go to `ws:` or `wss:` on the same path. */
  url: string;
  /** Default: none. */
  headersFor?: HeadersFor;
  /** Milliseconds for a whole answer. Default 10,000. */
  deadlineMs?: number;
  /** Bytes of one answer, decompressed. Default 64 MiB. */
  maxResponseBytes?: number;
}
