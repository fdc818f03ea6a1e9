import { type ExecutionResult, GraphQLError } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { GraphQLRequest, GraphQLService } from '../../platform/service/graphql-service.js';
import { SubgraphUnavailableError } from './errors.js';
import { EventQueue } from './event-queue.js';
import type { RemoteServiceOptions } from './remote-options.js';

/** Milliseconds between pings, and for the pong. */
const pingEveryMs = 10_000;
const pongWithinMs = 5_000;

/**
 * Subscriptions at a remote subgraph over graphql-ws. Each has a connection of its own, opened with the caller's signed
 * headers (upgrade request and `connection_init` alike): equal subscriptions are already one by the time they get here,
 * and closing the connection cancels for certain.
 */
export function createRemoteSubscriptions(options: RemoteServiceOptions): GraphQLService['subscribe'] {
  const { name, maxResponseBytes = 64 * 1024 * 1024, deadlineMs = 10_000 } = options;
  const url = options.url.replace(/^http/, 'ws');
  const broken = (cause: unknown) =>
    new SubgraphUnavailableError(`The subgraph "${name}" broke off.`, { cause, details: { subgraph: name } });

  return async (request, context) => {
    const headers = { 'x-request-id': context.requestId, ...(await options.headersFor?.(request, context, '')) };
    const queue = new EventQueue<ExecutionResult>((event) => JSON.stringify(event).length);
    const client = connect(url, headers, { maxPayload: maxResponseBytes, handshakeTimeout: deadlineMs });
    const close = () => {
      queue.leave();
      context.signal?.removeEventListener('abort', close);
      void client.dispose();
    };
    client.subscribe<Record<string, unknown>>(payloadOf(request), {
      next: (event) => {
        if (!queue.push(event as ExecutionResult)) void client.dispose();
      },
      error: (error) => {
        if (isRefusal(error)) {
          queue.push({ errors: error.map(({ message, ...rest }) => new GraphQLError(message, rest)) });
          queue.end();
        } else queue.end(broken(error));
        void client.dispose();
      },
      complete: () => {
        queue.end();
        void client.dispose();
      },
    });
    context.signal?.addEventListener('abort', close, { once: true });
    if (context.signal?.aborted) close();
    return eventsOf(queue, close);
  };
}

function connect(
  url: string,
  headers: Record<string, string>,
  limits: { maxPayload: number; handshakeTimeout: number },
): Client {
  class SignedWebSocket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers, ...limits });
    }
  }
  let socket: WebSocket | undefined;
  let pong: NodeJS.Timeout | undefined;
  return createClient({
    url,
    webSocketImpl: SignedWebSocket,
    connectionParams: headers,
    retryAttempts: 0,
    keepAlive: pingEveryMs,
    // An error reaches the subscription's own sink.
    onNonLazyError: () => undefined,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
      ping: (received) => {
        if (!received) pong = setTimeout(() => socket?.terminate(), pongWithinMs);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
      closed: () => clearTimeout(pong),
    },
  });
}

function eventsOf(
  queue: EventQueue<ExecutionResult>,
  close: () => void,
): AsyncIterableIterator<ExecutionResult, undefined> {
  return {
    next: () => queue.next(),
    async return() {
      close();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function payloadOf({ query, operationName, variables }: GraphQLRequest) {
  return { query, ...(operationName && { operationName }), ...(variables && { variables }) };
}

/** The subgraph answered with GraphQL errors: it refuses the subscription, the connection is fine. */
function isRefusal(error: unknown): error is readonly GraphQLError[] {
  return Array.isArray(error);
}
