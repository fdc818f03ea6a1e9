import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { CloseCode, type Context, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { ForbiddenError, UnauthenticatedError } from '../../platform/errors/errors.js';
import { toGraphQLError } from '../../platform/errors/graphql-error.js';
import { HubError } from '../../platform/errors/hub-error.js';
import type { Caller } from '../../platform/service/caller.js';
import type { CallContext, GraphQLRequest } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { AddressOf } from '../access/client-address.js';
import { type ConnectionLimit, TooManyOperationsError } from '../access/limits/connection-limit.js';
import { limitCodes } from '../access/limits/limit-exceeded-error.js';
import type { OnRefusal } from '../access/limits/refusal-limit.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { type BrowserRules, isForeignPage } from './browser-rules.js';
import { type Authenticate, type CallHeaders, callerOf } from './call-context.js';
import { requestOfPayload } from './graphql-params.js';
import type { PersistedFor } from './persisted-operations.js';
import { type Connection, connectSocket } from './web-socket-connection.js';

export interface WebSocketOptions {
  path: string;
  source: SupergraphSource;
  authenticate: Authenticate;
  addressOf: AddressOf;
  onRefusal: OnRefusal;
  persistedFor: PersistedFor;
  connections: ConnectionLimit;
  requireCaller: boolean;
  browsers: BrowserRules;
  logger: Logger;
  maxMessageBytes: number;
  maxOperations: number;
  maxMessagesPerMinute: number;
  connectionInitMs: number;
  pingEveryMs: number | undefined;
}

type SocketContext = Context<Record<string, unknown>, Connection>;

/** Closes a WebSocket whose client may come back in a while (RFC 6455, registered by IANA). */
const tryAgainLater = 1013;

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
  const { path, source, persistedFor, connections, addressOf, onRefusal, logger } = options;
  const { maxMessageBytes, maxOperations, maxMessagesPerMinute, connectionInitMs, pingEveryMs = 12_000 } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });
  const opened = new Set<Connection>();
  let draining = false;

  const report = (requestId: string) => (err: unknown) =>
    logger.error({ err, requestId }, 'an operation failed inside');
  const identify = (context: SocketContext): Promise<Caller | null> =>
    callerOf({ headers: headersOf(context), address: options.addressOf(context.extra.request) }, options);

  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: connectionInitMs,
    async onConnect(context) {
      try {
        const caller = await identify(context);
        const leave = connections.enter(caller, addressOf(context.extra.request));
        context.extra.signal.addEventListener('abort', leave, { once: true });
        return true;
      } catch (error) {
        if (error instanceof HubError && !error.retryable) return false;
        if (error instanceof HubError && error.httpStatus === 429) {
          context.extra.close(tryAgainLater, error.message);
          return false;
        }
        logger.error({ err: error }, 'a WebSocket caller could not be identified');
        context.extra.close(CloseCode.InternalServerError, 'Internal server error');
        return false;
      }
    },
    async onSubscribe(context, _id, payload) {
      const requestId = randomUUID();
      let caller: Caller | null;
      let request: GraphQLRequest;
      try {
        // First of all: they may all have come in one packet.
        if (Object.keys(context.subscriptions).length > maxOperations) throw new TooManyOperationsError(maxOperations);
        // Again: the key may have been revoked since the connection was opened.
        caller = await identify(context);
        request = requestOfPayload({ ...payload }, await persistedFor(caller));
      } catch (error) {
        if (error instanceof UnauthenticatedError || error instanceof ForbiddenError)
          context.extra.close(CloseCode.Forbidden, 'Forbidden');
        return [toGraphQLError(error, report(requestId))];
      }
      const { current } = source;
      const prepared = current.prepare(request);
      if ('errors' in prepared) {
        if (prepared.refusal) onRefusal(caller, addressOf(context.extra.request));
        return prepared.errors;
      }
      const call: CallContext = { caller, requestId, signal: context.extra.signal };
      const contextValue: Operation = { request, call, connection: context.extra };
      return {
        schema: current.apiSchema,
        document: prepared.document,
        operationName: request.operationName,
        variableValues: request.variables,
        contextValue,
      };
    },
    execute: async (args: ExecutionArgs) => {
      const { request, call, connection } = args.contextValue as Operation;
      const answer = await connection.whileBusy(() => source.execute(request, call));
      if (answer.errors?.some(({ extensions }) => limitCodes.has(extensions.code)))
        onRefusal(call.caller, addressOf(connection.request));
      return answer;
    },
    subscribe: async (args: ExecutionArgs): Promise<Subscribed> => {
      const { request, call } = args.contextValue as Operation;
      return source.subscribe(request, call);
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => toGraphQLError(error, report('')).toJSON()),
  });

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request) !== path) return;
    const status = draining ? '503 Service Unavailable' : refusalOf(request, options.browsers);
    if (status) {
      refuse(socket, status);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = connectSocket(protocol, webSocket, request, { pingEveryMs, maxMessagesPerMinute, logger });
      opened.add(connection);
      webSocket.once('close', () => opened.delete(connection));
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    async drain(graceMs) {
      draining = true;
      await Promise.all([...opened].map((connection) => connection.leave(graceMs)));
      sockets.close();
    },
  };
}

/** Refuses the upgrades that no door is for. */
export function refuseOtherUpgrades(server: Server, doors: readonly { path: string }[]): void {
  const paths = new Set(doors.map(({ path }) => path));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (!paths.has(pathOf(request))) refuse(socket, '404 Not Found');
  });
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

const refuse = (socket: Duplex, status: string) =>
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);

/** Why an upgrade is refused, as an HTTP status line; undefined when it is not. */
function refusalOf({ headers }: IncomingMessage, browsers: BrowserRules): string | undefined {
  return isForeignPage(headers.origin, headers.host, browsers) ? '403 Forbidden' : undefined;
}

/** The upgrade's headers, and over them what `connection_init` brought: a browser can send no headers of its own. */
function headersOf({ extra, connectionParams = {} }: SocketContext): CallHeaders {
  const { headers } = extra.request;
  const { authorization, Authorization, apiKey } = connectionParams;
  const given = authorization ?? Authorization ?? (typeof apiKey === 'string' ? `Bearer ${apiKey}` : undefined);
  return typeof given === 'string' ? { ...headers, authorization: given } : headers;
}
