import type { Config } from '../platform/config/config.js';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.js';
import type { Logger } from '../platform/telemetry/logger.js';

export interface DatabaseUrls {
  /** What the application logs in with; it then runs as a role that owns nothing. */
  application: string;
  /** What migrations run as. */
  owner: string;
  /** Stops the embedded server when this process started it. */
  stop(): Promise<void>;
}

/** PostgreSQL as configured, or the embedded one in the data folder when there is none. */
export async function openDatabaseUrls(config: Config, logger: Logger): Promise<DatabaseUrls> {
  const { DATABASE_URL, DATABASE_OWNER_URL, DATA_DIR } = config;
  if (DATABASE_URL) {
    return { application: DATABASE_URL, owner: DATABASE_OWNER_URL ?? DATABASE_URL, stop: async () => undefined };
  }
  const { url, stop } = await startEmbeddedPostgres({ dataDir: DATA_DIR, logger });
  return { application: url, owner: url, stop };
}
