import { loadConfig } from '../platform/config/config.js';
import { registerOperatorRoutes } from '../platform/service/operator-routes.js';
import { createSubgraphServer } from '../platform/service/subgraph-server.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { assemble } from './assemble.js';
import { openDatabaseUrls } from './database-urls.js';
import type { SubgraphName } from './subgraphs.js';
import { untilStopped } from './until-stopped.js';

/** `hub subgraph NAME`: one subgraph in a process of its own. */
export async function subgraph({ name, port }: { name: SubgraphName; port?: number }): Promise<void> {
  const config = loadConfig();
  const logger = createLogger({ level: config.LOG_LEVEL });
  const urls = await openDatabaseUrls(config, logger);
  const assembly = await assemble({
    config,
    logger,
    databaseUrl: urls.application,
    role: `subgraph ${name}`,
    local: [name],
  });
  const { database, keyring, metrics, subgraphServices, builtSubgraphs } = assembly;
  const server = createSubgraphServer({
    name,
    schema: builtSubgraphs[name].schema,
    service: subgraphServices[name],
    keyring,
    logger,
    plugins: (app) => registerOperatorRoutes(app, { database, metrics }),
  });
  const { url } = await server.listen({ port: port ?? config.PORT, host: config.HOST });
  process.stdout.write(`Subgraph ${name} ready at ${url}\n`);
  await untilStopped(logger, async () => {
    await server.close();
    await assembly.close(config.SHUTDOWN_GRACE_MS);
    await urls.stop();
  });
}
