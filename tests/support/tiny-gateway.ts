import {
  createGatewayServer,
  type GatewayServer,
  type GatewayServerOptions,
} from '../../gateway/server/gateway-server.js';
import { createSupergraph, type SupergraphOptions } from '../../gateway/supergraph/supergraph.js';
import {
  createSupergraphSource,
  type SupergraphSource,
  type SupergraphSourceOptions,
} from '../../gateway/supergraph/supergraph-source.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createTinyShop, type TinyShop } from './tiny-shop.js';
import { composeTiny } from './tiny-subgraph.js';

export interface TinyGateway {
  shop: TinyShop;
  server: GatewayServer;
  source: SupergraphSource;
  url: string;
  /** The same path for WebSockets. */
  wsUrl: string;
  /** Posts a GraphQL request. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export interface TinyGatewayOptions {
  server?: Partial<GatewayServerOptions>;
  supergraph?: Partial<SupergraphOptions>;
  source?: Partial<SupergraphSourceOptions>;
}

/** A gateway on a free port over the tiny shop, whose subgraphs are called in this process. Open unless told otherwise. */
export async function startTinyGateway(options: TinyGatewayOptions = {}): Promise<TinyGateway> {
  const shop = createTinyShop();
  const logger = createLogger({ level: 'silent' });
  const create = (sdl: string) => createSupergraph({ sdl, serviceFor: shop.serviceFor, logger, ...options.supergraph });
  const source = createSupergraphSource({ sdl: composeTiny(shop.subgraphs), create, logger, ...options.source });
  const server = await createGatewayServer({
    supergraph: source,
    authenticate: async () => null,
    requireCaller: false,
    logger,
    ...options.server,
  });
  const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    shop,
    server,
    source,
    url,
    wsUrl: url.replace('http', 'ws'),
    post: (body, headers) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
