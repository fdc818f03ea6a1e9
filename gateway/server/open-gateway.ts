import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../../platform/errors/errors.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { asksForAccessControl } from '../supergraph/read-supergraph.js';
import { createRemoteService, type RemoteService } from '../supergraph/remote-service.js';
import { createSupergraph } from '../supergraph/supergraph.js';
import { createSupergraphSource, type SupergraphSource } from '../supergraph/supergraph-source.js';
import { watchSupergraphFile } from '../supergraph/watch-supergraph-file.js';
import { createGatewayServer, type GatewayServerOptions } from './gateway-server.js';

export interface OpenGatewayOptions {
  /** A composed Federation 2 supergraph; the subgraphs' URLs are read from it. Read again whenever it changes. */
  supergraphFile: string;
  port: number;
  host: string;
  logger: Logger;
  /** Milliseconds that one fetch from a subgraph may take. Default 2,000, for a change 10,000. */
  subgraphDeadlineMs?: number;
  plugins?: GatewayServerOptions['plugins'];
}

export interface OpenGateway {
  readonly url: string;
  readonly port: number;
  readonly source: SupergraphSource;
  close(options?: { graceMs?: number }): Promise<void>;
}

/**
 * A gateway for any supergraph of remote subgraphs, open to everyone who can reach it: no keys, no database, and no
 * header of a client goes on to the subgraphs. Throws when the file is no supergraph.
 */
export async function startOpenGateway(options: OpenGatewayOptions): Promise<OpenGateway> {
  const { supergraphFile, port, host, logger, subgraphDeadlineMs, plugins } = options;
  const services = new Map<string, RemoteService>();
  const serviceFor = (name: string, url: string): RemoteService => {
    // A reload keeps the connections of subgraphs that stay where they are.
    const known = services.get(`${name} ${url}`);
    if (known) return known;
    if (!URL.canParse(url)) throw new InvalidInputError(`The supergraph has no usable URL for the subgraph "${name}".`);
    const made = createRemoteService({ name, url, ...(subgraphDeadlineMs && { deadlineMs: subgraphDeadlineMs }) });
    services.set(`${name} ${url}`, made);
    return made;
  };

  const create = (sdl: string) => {
    if (asksForAccessControl(sdl))
      logger.warn('the supergraph asks for access control, which an open gateway does not enforce');
    return createSupergraph({ sdl, serviceFor, logger, ...(subgraphDeadlineMs && { subgraphDeadlineMs }) });
  };
  const source = createSupergraphSource({ sdl: await readFile(supergraphFile, 'utf8'), create, logger });
  const server = await createGatewayServer({
    supergraph: source,
    authenticate: async () => null,
    requireCaller: false,
    logger,
    ...(plugins && { plugins }),
  });
  const stopWatching = watchSupergraphFile(supergraphFile, source, logger);
  const { url, port: bound } = await server.listen({ port, host });
  return {
    url,
    port: bound,
    source,
    async close(closing) {
      stopWatching();
      await server.close(closing);
      await Promise.all([...services.values()].map((service) => service.close()));
    },
  };
}
