import type { GraphQLService } from '../../platform/service/graphql-service.js';
import { createRemoteHttp } from './remote-http.js';
import type { RemoteServiceOptions } from './remote-options.js';
import { createRemoteSubscriptions } from './remote-subscriptions.js';

export interface RemoteService extends GraphQLService {
  /** Closes idle connections and waits for the busy ones. */
  close(): Promise<void>;
}

/**
 * A subgraph over the network: requests over HTTP with connections kept alive, subscriptions over graphql-ws.
 * Rejects with SUBGRAPH_UNAVAILABLE or SUBGRAPH_TIMEOUT when there is no answer.
 */
export function createRemoteService(options: RemoteServiceOptions): RemoteService {
  const http = createRemoteHttp(options);
  return {
    execute: http.execute,
    subscribe: createRemoteSubscriptions(options),
    close: http.close,
  };
}
