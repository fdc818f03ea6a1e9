import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';

/** One PostgreSQL for all test files, with a migrated database that each of them clones (tests/support/database.ts). */
export default async function globalSetup() {
  execFileSync(process.execPath, ['scripts/build.js', 'tests'], { stdio: 'inherit' });
  const { migrateAll } = await import('../../dist/hub/migrate-all.js');
  const { startEmbeddedPostgres } = await import('../../dist/platform/database/embedded-postgres.js');
  const { createLogger } = await import('../../dist/platform/telemetry/logger.js');
  const dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-tests-'));
  chmodSync(dataDir, 0o755);
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=500'];
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'silent' }), settings });
  await migrateAll(postgres.url);
  const admin = new URL(postgres.url);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query('alter database passerelle rename to passerelle_template');
  await client.end();
  process.env.TEST_POSTGRES_URL = admin.href;
  globalThis.testPostgres = { stop: postgres.stop, dataDir };
}
