import { loadConfig } from '../platform/config/config.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { openDatabaseUrls } from './database-urls.js';
import { migrateAll } from './migrate-all.js';

/** `hub migrate`. */
export async function migrate(): Promise<void> {
  const config = loadConfig();
  const urls = await openDatabaseUrls(config, createLogger({ level: config.LOG_LEVEL }));
  try {
    await migrateAll(urls.owner);
    process.stdout.write('The database is up to date.\n');
  } finally {
    await urls.stop();
  }
}
