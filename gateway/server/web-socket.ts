import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { CloseCode, type Context, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { toGraphQLError } from '../../platform/errors/graphql-error.js';
import { HubError } from '../../platform/errors/hub-error.js';
import type { Caller } from '../../platform/service/caller.js';
import type { CallContext, GraphQLRequest } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { AddressOf } from '../access/client-address.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { type Authenticate, type CallHeaders, callerOf } from './call-context.js';
import { type Connection, connectSocket } from './web-socket-connection.js';

export interface WebSocketOptions {
  path: string;
  source: SupergraphSource;
  authenticate: Authenticate;
  addressOf: AddressOf;
  requireCaller: boolean;
  logger: Logger;
  maxMessageBytes: number;
  connectionInitMs: number;
  pingEveryMs: number | undefined;
}

type SocketContext = Context<Record<string, unknown>, Connection>;

type Subscribed = AsyncIterable<ExecutionResult> | ExecutionResult;

/** What travels with one operation. */
interface Operation {
  request: GraphQLRequest;
  call: CallContext;
  connection: Connection;
}

export interface WebSocketDoor {
  /** Closes every connection with 1001, at the latest after the time given; answers that are due are sent before. */
  drain(graceMs: number): Promise<void>;
}

/** graphql-transport-ws on the path of the HTTP route: subscriptions, queries and mutations. */
export function openWebSocketDoor(server: Server, options: WebSocketOptions): WebSocketDoor {
  const { path, source, logger, requireCaller, maxMessageBytes, connectionInitMs, pingEveryMs = 12_000 } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });
  const connections = new Set<Connection>();
  let draining = false;

  const report = (requestId: string) => (err: unknown) =>
    logger.error({ err, requestId }, 'an operation failed inside');
  const identify = (context: SocketContext): Promise<Caller | null> =>
    callerOf({ headers: headersOf(context), address: options.addressOf(context.extra.request) }, options);

  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: connectionInitMs,
    async onConnect(context) {
      try {
        await identify(context);
        return true;
      } catch (error) {
        if (error instanceof HubError && !error.retryable) return false;
        logger.error({ err: error }, 'a WebSocket caller could not be identified');
        context.extra.close(CloseCode.InternalServerError, 'Internal server error');
        return false;
      }
    },
    async onSubscribe(context, _id, payload) {
      const { operationName, variables } = payload;
      const request = {
        query: payload.query,
        operationName: operationName ?? undefined,
        variables: variables ?? undefined,
      };
      const requestId = randomUUID();
      let caller: Caller | null;
      try {
        // Again: the key may have been revoked since the connection was opened.
        caller = await identify(context);
      } catch (error) {
        if (error instanceof HubError) context.extra.close(CloseCode.Forbidden, 'Forbidden');
        return [toGraphQLError(error, report(requestId))];
      }
      const { current } = source;
      const prepared = current.prepare(request);
      if ('errors' in prepared) return prepared.errors;
      const call: CallContext = { caller, requestId, signal: context.extra.signal };
      const contextValue: Operation = { request, call, connection: context.extra };
      return {
        schema: current.apiSchema,
        document: prepared.document,
        operationName,
        variableValues: variables,
        contextValue,
      };
    },
    execute: (args: ExecutionArgs) => {
      const { request, call, connection } = args.contextValue as Operation;
      return connection.whileBusy(() => source.execute(request, call));
    },
    subscribe: async (args: ExecutionArgs): Promise<Subscribed> => {
      const { request, call } = args.contextValue as Operation;
      return source.subscribe(request, call);
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => toGraphQLError(error, report('')).toJSON()),
  });

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const status = draining ? '503 Service Unavailable' : refusalOf(request, path, requireCaller);
    if (status) return socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = connectSocket(protocol, webSocket, request, { pingEveryMs, logger });
      connections.add(connection);
      webSocket.once('close', () => connections.delete(connection));
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    async drain(graceMs) {
      draining = true;
      await Promise.all([...connections].map((connection) => connection.leave(graceMs)));
      sockets.close();
    },
  };
}

/** Why an upgrade is refused, as an HTTP status line; undefined when it is not. */
function refusalOf({ url = '', headers }: IncomingMessage, path: string, requireCaller: boolean): string | undefined {
  if (url.split('?', 1)[0] !== path) return '404 Not Found';
  // Without keys nothing else tells a foreign page from a client of the house.
  if (!requireCaller && headers.origin !== undefined && !isSameHost(headers.origin, headers.host))
    return '403 Forbidden';
  return undefined;
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The upgrade's headers, and over them what `connection_init` brought: a browser can send no headers of its own. */
function headersOf({ extra, connectionParams = {} }: SocketContext): CallHeaders {
  const { headers } = extra.request;
  const { authorization, Authorization, apiKey } = connectionParams;
  const given = authorization ?? Authorization ?? (typeof apiKey === 'string' ? `Bearer ${apiKey}` : undefined);
  return typeof given === 'string' ? { ...headers, authorization: given } : headers;
}
