import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from '../../platform/telemetry/logger.js';
import { type AddressOf, createAddressOf } from '../access/client-address.js';
import { createConnectionLimit } from '../access/limits/connection-limit.js';
import type { OnRefusal } from '../access/limits/refusal-limit.js';
import type { FindPartnerOperations } from '../access/partner-operations.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { createApolloServer } from './apollo.js';
import { type BrowserRules, registerBrowserRules } from './browser-rules.js';
import { type Authenticate, requestIdOf } from './call-context.js';
import { registerGraphQLRoute } from './graphql-route.js';
import {
  createPersistedOperations,
  type PersistedFor,
  type PersistedOptions,
  withRegistered,
} from './persisted-operations.js';
import { openWebSocketDoor, refuseOtherUpgrades } from './web-socket.js';

export interface GatewayLimits {
  /** Bytes of a request body. Default 1 MiB. */
  maxBodyBytes?: number;
  /** Bytes of a WebSocket message. Default 1 MiB. */
  maxMessageBytes?: number;
  /** WebSockets and event streams of one caller at this process. Default 200. */
  maxConnections?: number;
  /** Operations that run at once on one WebSocket. Default 100. */
  maxOperations?: number;
  /** Messages of one WebSocket a minute. Default 6,000. */
  maxMessagesPerMinute?: number;
  /** Milliseconds a WebSocket may take to send `connection_init`. Default 3,000. */
  connectionInitMs?: number;
  /** Milliseconds between signs of life on a quiet stream. Default 12,000. */
  pingEveryMs?: number;
}

export interface GatewayServerOptions {
  supergraph: SupergraphSource;
  /** Finds out who calls, from the headers of a request or of a WebSocket. Called for each operation: be quick. */
  authenticate: Authenticate;
  /** Where a request or a WebSocket comes from. Default: its socket's other end. */
  addressOf?: AddressOf;
  /** Whether a call without a caller is refused with 401. */
  requireCaller: boolean;
  logger: Logger;
  /** Adds routes (REST, health, metrics); each brings its own checks of who calls. */
  plugins?: (app: FastifyInstance) => void | Promise<void>;
  limits?: GatewayLimits;
  /** Documents by id. Default: as clients bring them by their hash. */
  persisted?: PersistedOptions;
  /** What a caller may send beside that, or alone. Default: nobody has operations of their own. */
  findPartnerOperations?: FindPartnerOperations;
  /** Told of each operation that was refused for asking more than one may. Default nobody. */
  onRefusal?: OnRefusal;
  /** For browsers, and pages of other sites. Default: no such page may call. */
  browsers?: BrowserRules;
  /** The server then speaks https alone. Default plain http. */
  certificate?: Certificate;
  /** Default `/graphql`. */
  path?: string;
  /** Further graphs at paths of their own, with all that the first has. */
  doors?: readonly GraphDoor[];
}

/** What the server shows who it is with, both PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** A graph at a path. */
export interface GraphDoor extends Pick<GatewayServerOptions, 'supergraph' | 'authenticate'> {
  path: string;
}

export interface GatewayServer {
  readonly app: FastifyInstance;
  /** @param port 0 for any free one */
  listen(at: { port: number; host: string }): Promise<{ url: string; port: number }>;
  /** Stops taking calls, ends streams so that their clients come back elsewhere, and lets the rest finish in time. */
  close(options?: { graceMs?: number }): Promise<void>;
}

/** When to come again after a 503, in seconds: what is down is looked for twice a second. */
const retryAfterSeconds = '5';

/** The one server: GraphQL over HTTP, WebSocket and server-sent events at each door's path, and what `plugins` add. */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const { supergraph, authenticate, requireCaller, logger, limits = {}, path = '/graphql', doors = [] } = options;
  const { addressOf = createAddressOf([]), browsers = {}, certificate, onRefusal = () => undefined } = options;
  const { maxBodyBytes = 1_048_576, maxMessageBytes = 1_048_576, connectionInitMs = 3_000, pingEveryMs } = limits;
  const { maxConnections = 200, maxOperations = 100, maxMessagesPerMinute = 6_000 } = limits;
  const persisted = createPersistedOperations(options.persisted ?? {});
  const persistedFor: PersistedFor = async (caller) => {
    const registered = await options.findPartnerOperations?.(caller);
    return registered ? withRegistered(persisted, registered) : persisted;
  };
  const connections = createConnectionLimit(maxConnections);

  const app: FastifyInstance = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: maxBodyBytes,
    ...(certificate && { serverFactory: (answer: RequestListener) => createHttpsServer(certificate, answer) }),
  });
  registerBrowserRules(app, browsers);
  const draining = new AbortController();

  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    if (reply.statusCode === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfterSeconds);
    // Else a connection kept alive would hold up the drain until its time is over.
    if (draining.signal.aborted) reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    const { method, url } = request;
    if (logger.isLevelEnabled('debug'))
      request.log.debug({ method, path: url.split('?', 1)[0], statusCode, elapsedTime }, 'a request was answered');
    done();
  });
  const common = { browsers, addressOf, onRefusal, requireCaller, persistedFor, connections, logger, pingEveryMs };
  const perSocket = { maxMessageBytes, maxOperations, maxMessagesPerMinute, connectionInitMs };
  const open = async ({ path, supergraph: source, authenticate }: GraphDoor) => {
    const apollo = createApolloServer(source, logger);
    await apollo.start();
    const route = { ...common, path, source, apollo, authenticate };
    registerGraphQLRoute(app, { ...route, maxBodyBytes, draining: draining.signal });
    const sockets = openWebSocketDoor(app.server, { ...route, ...perSocket });
    return { path, apollo, sockets };
  };
  const opened = await Promise.all([{ path, supergraph, authenticate }, ...doors].map(open));
  refuseOtherUpgrades(app.server, opened);
  await options.plugins?.(app);

  return {
    app,
    async listen({ port, host }) {
      await app.listen({ port, host });
      const bound = (app.server.address() as AddressInfo).port;
      const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
      const scheme = certificate ? 'https' : 'http';
      return { port: bound, url: `${scheme}://${shown.includes(':') ? `[${shown}]` : shown}:${bound}${path}` };
    },
    async close({ graceMs = 10_000 } = {}) {
      draining.abort();
      const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
      const drained = opened.map(({ sockets }) => sockets.drain(graceMs));
      await Promise.all([app.close(), ...drained]).finally(() => clearTimeout(late));
      await Promise.all(opened.map(({ apollo }) => apollo.stop()));
    },
  };
}
