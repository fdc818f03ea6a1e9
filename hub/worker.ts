import Fastify from 'fastify';
import { loadConfig } from '../platform/config/config.js';
import { registerOperatorRoutes } from '../platform/service/operator-routes.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { assemble } from './assemble.js';
import { openDatabaseUrls } from './database-urls.js';
import { runWorkers } from './run-workers.js';
import { untilStopped } from './until-stopped.js';

/** `hub worker`: background jobs alone; with a port, the operator's routes beside them. */
export async function worker({ port }: { port?: number }): Promise<void> {
  const config = loadConfig();
  const logger = createLogger({ level: config.LOG_LEVEL });
  const urls = await openDatabaseUrls(config, logger);
  const assembly = await assemble({ config, logger, databaseUrl: urls.application, role: 'worker' });
  const operator = Fastify();
  registerOperatorRoutes(operator, assembly);
  if (port !== undefined) await operator.listen({ port, host: config.HOST });
  await runWorkers(assembly);
  process.stdout.write('Worker ready\n');
  await untilStopped(logger, async () => {
    await assembly.close(config.SHUTDOWN_GRACE_MS);
    await operator.close();
    await urls.stop();
  });
}
