import { startOpenGateway } from '../gateway/server/open-gateway.js';
import { loadConfig } from '../platform/config/config.js';
import { registerOperatorRoutes } from '../platform/service/operator-routes.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { createMetrics } from '../platform/telemetry/metrics.js';
import { assemble } from './assemble.js';
import { openDatabaseUrls } from './database-urls.js';
import { serveGateway } from './serve-gateway.js';
import { untilStopped } from './until-stopped.js';

interface GatewayOptions {
  supergraph?: string;
  port?: number;
  host?: string;
}

/** `hub gateway`: our gateway alone, or with `--supergraph` an open one for any supergraph. */
export async function gateway({ supergraph, port, host }: GatewayOptions): Promise<void> {
  const config = loadConfig();
  const logger = createLogger({ level: config.LOG_LEVEL });
  const at = { port: port ?? config.PORT, host: host ?? config.HOST };
  const graceMs = config.SHUTDOWN_GRACE_MS;
  if (supergraph) {
    const metrics = createMetrics();
    const plugins = (app: Parameters<typeof registerOperatorRoutes>[0]) => registerOperatorRoutes(app, { metrics });
    const open = await startOpenGateway({ supergraphFile: supergraph, logger, plugins, ...at });
    process.stdout.write(`Gateway ready at ${open.url}\n`);
    return untilStopped(logger, () => open.close({ graceMs }));
  }
  const urls = await openDatabaseUrls(config, logger);
  const assembly = await assemble({ config, logger, databaseUrl: urls.application, role: 'gateway' });
  const server = await serveGateway(assembly);
  const { url } = await server.listen(at);
  process.stdout.write(`Gateway ready at ${url}\n`);
  await untilStopped(logger, async () => {
    await server.close({ graceMs });
    await assembly.close(graceMs);
    await urls.stop();
  });
}
