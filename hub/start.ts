import { loadConfig } from '../platform/config/config.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { acceptBootstrapKey } from '../subgraphs/access/administration/create-key.js';
import { assemble } from './assemble.js';
import { connectVendors } from './connect-vendors.js';
import { openDatabaseUrls } from './database-urls.js';
import { migrateAll } from './migrate-all.js';
import { runWorkers } from './run-workers.js';
import { seedDemo } from './seed-demo.js';
import { serveGateway } from './serve-gateway.js';
import { listenForStop, untilStopped } from './until-stopped.js';
import { vendors } from './vendors/vendors.js';
import { welcome } from './welcome.js';

/** `hub start`: everything in one process, until it is told to stop. A start that fails closes what it had opened. */
export async function start({ port }: { port?: number }): Promise<void> {
  const stop = listenForStop();
  const config = loadConfig();
  const logger = createLogger({ level: config.LOG_LEVEL });
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of opened.toReversed()) await closeOne();
  };
  try {
    const urls = await openDatabaseUrls(config, logger);
    opened.push(() => urls.stop());
    await migrateAll(urls.owner);
    const assembly = await assemble({ config, logger, databaseUrl: urls.application, role: 'start' });
    const connected = await connectVendors(assembly, vendors);
    opened.push(() => connected.close());
    opened.push(() => assembly.close(config.SHUTDOWN_GRACE_MS));
    if (config.HUB_BOOTSTRAP_ADMIN_KEY) await acceptBootstrapKey(assembly.database, config.HUB_BOOTSTRAP_ADMIN_KEY);
    const demo = config.SEED_DEMO ? await seedDemo(assembly) : undefined;

    const server = await serveGateway(assembly);
    opened.push(() => server.close({ graceMs: config.SHUTDOWN_GRACE_MS }));
    const { port: bound } = await server.listen({ port: port ?? config.PORT, host: config.HOST });
    // Sandboxes send plain http, and only on this machine.
    if (!config.TLS_CERT_FILE) await connected.receiveAt(`http://127.0.0.1:${bound}`);
    await runWorkers(assembly);
    process.stdout.write(welcome({ config, port: bound, demo, sandboxes: connected.sandboxes }));
  } catch (error) {
    await close();
    throw error;
  }
  await untilStopped(logger, close, stop);
}
