import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from '../../platform/telemetry/logger.js';
import { type AddressOf, createAddressOf } from '../access/client-address.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { createApolloServer } from './apollo.js';
import { type Authenticate, requestIdOf } from './call-context.js';
import { registerGraphQLRoute } from './graphql-route.js';
import { openWebSocketDoor } from './web-socket.js';

export interface GatewayLimits {
  /** Bytes of a request body. Default 1 MiB. */
  maxBodyBytes?: number;
  /** Bytes of a WebSocket message. Default 1 MiB. */
  maxMessageBytes?: number;
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
  /** Default `/graphql`. */
  path?: string;
}

export interface GatewayServer {
  readonly app: FastifyInstance;
  /** @param port 0 for any free one */
  listen(at: { port: number; host: string }): Promise<{ url: string; port: number }>;
  /** Stops taking calls, ends streams so that their clients come back elsewhere, and lets the rest finish in time. */
  close(options?: { graceMs?: number }): Promise<void>;
}

/** The one door: GraphQL over HTTP, WebSocket and server-sent events at one path, and what `plugins` add. */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const { supergraph: source, authenticate, requireCaller, logger, limits = {}, path = '/graphql' } = options;
  const { addressOf = createAddressOf([]) } = options;
  const { maxBodyBytes = 1_048_576, maxMessageBytes = 1_048_576, connectionInitMs = 3_000, pingEveryMs } = limits;

  const app: FastifyInstance = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    bodyLimit: maxBodyBytes,
  });
  const apollo = createApolloServer(source, logger);
  await apollo.start();
  const draining = new AbortController();

  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
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
  const route = { path, source, apollo, authenticate, addressOf, requireCaller, logger, pingEveryMs };
  registerGraphQLRoute(app, { ...route, maxBodyBytes, draining: draining.signal });
  await options.plugins?.(app);
  const door = openWebSocketDoor(app.server, { ...route, maxMessageBytes, connectionInitMs });

  return {
    app,
    async listen({ port, host }) {
      await app.listen({ port, host });
      const bound = (app.server.address() as AddressInfo).port;
      const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
      return { port: bound, url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${bound}${path}` };
    },
    async close({ graceMs = 10_000 } = {}) {
      draining.abort();
      const late = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await Promise.all([app.close(), door.drain(graceMs)]).finally(() => clearTimeout(late));
      await apollo.stop();
    },
  };
}
