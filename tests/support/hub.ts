import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { symphonics } from '../../connectors/symphonics/index.js';
import { type Assembly, assemble } from '../../hub/assemble.js';
import { connectVendors } from '../../hub/connect-vendors.js';
import { runWorkers } from '../../hub/run-workers.js';
import { serveGateway } from '../../hub/serve-gateway.js';
import { type SubgraphName, subgraphNames } from '../../hub/subgraphs.js';
import { symphonics as symphonicsVendor } from '../../hub/vendors/symphonics.js';
import { loadConfig } from '../../platform/config/config.js';
import type { Connector } from '../../platform/connectors/connector.js';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import type { Scope } from '../../platform/service/scopes.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { createSymphonicsSandbox, type StartedSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import { createKey, ensureOrganization } from '../../subgraphs/access/administration/create-key.js';
import { createHubClient, type HubClient } from './client.js';
import { cloneDatabase, type TestDatabase } from './database.js';
import { type HubProcess, startHubProcess } from './processes.js';

export interface TestHub {
  /** The gateway's origin. */
  url: string;
  database: TestDatabase;
  sandbox: StartedSymphonicsSandbox;
  assembly: Assembly;
  /** An administrator of the first organization. */
  admin: HubClient;
  /** Someone of any organization, made when it is not there. */
  client(options?: { organization?: string; scopes?: Scope[] }): Promise<HubClient>;
  /** What the hub logged, one JSON line an entry. */
  logs(): string;
  /** Every SQL statement of this process; empty it to count from here. */
  statements: string[];
  close(): Promise<void>;
}

export interface TestHubOptions {
  /** `apart`: the subgraphs as processes of their own. Default `together`. */
  mode?: 'together' | 'apart';
  /** Default: a database of its own, which is dropped at the end. */
  database?: TestDatabase;
  /** Whether jobs are run. Default true. */
  workers?: boolean;
  env?: Readonly<Record<string, string>>;
  /** The hub's clock. Default the system's. */
  now?: () => Date;
  /** Beside that of Symphonics, in the place of all others. Default: every connector of the hub. */
  connectors?: readonly Connector[];
}

export const masterKey = 'a master key for tests, of no use elsewhere';

/** What every process of a test hub is configured with. */
export const baseEnv = (databaseUrl: string, sandboxUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  HUB_MASTER_KEY: masterKey,
  PORT: '0',
  SYMPHONICS_API_URL: sandboxUrl,
  SYMPHONICS_CLIENT_ID: 'sandbox-client',
  SYMPHONICS_CLIENT_SECRET: 'sandbox-secret',
  SYMPHONICS_WEBHOOK_SECRET: 'sandbox-webhook-secret',
  DELIVERY_RETRY_BASE_MS: '30',
  DELIVERY_TIMEOUT_MS: '1500',
  WEBHOOK_ALLOW_LOOPBACK: 'on',
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1000000',
});

/** A whole hub over a database of its own, with a sandbox of Symphonics, on free ports. */
export async function startTestHub({
  mode = 'together',
  workers = true,
  env = {},
  database: given,
  now = () => new Date(),
  connectors,
}: TestHubOptions = {}): Promise<TestHub> {
  const [database, sandbox] = await Promise.all([given ?? cloneDatabase(), createSymphonicsSandbox().start()]);
  const folder = await mkdtemp(path.join(tmpdir(), 'passerelle-hub-'));
  const environment = { ...baseEnv(database.url, sandbox.url), STORAGE_URL: `file:${folder}`, ...env };
  const processes = mode === 'apart' ? await startSubgraphs(environment) : [];
  const urls = Object.fromEntries(
    processes.map(({ name, process }) => [`SUBGRAPH_${name.toUpperCase()}_URL`, process.url]),
  );

  let logs = '';
  const destination = {
    write(line: string) {
      logs += line;
    },
  };
  const logger = createLogger({ level: 'debug', destination });
  const statements: string[] = [];
  const config = loadConfig({ ...environment, ...urls });
  const onStatement = (statement: string) => statements.push(statement);
  const assembly = await assemble({
    config,
    logger,
    databaseUrl: database.url,
    role: 'test',
    now,
    onStatement,
    ...(connectors && { connectors: [symphonics, ...connectors] }),
  });
  await connectVendors(assembly, [symphonicsVendor]);
  const server = await serveGateway(assembly);
  const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
  if (workers) await runWorkers(assembly);
  const url = `http://127.0.0.1:${port}`;

  const clients: HubClient[] = [];
  const client: TestHub['client'] = async ({ organization, scopes = ['admin' as const] } = {}) => {
    const organizationId = organization
      ? await ensureOrganization(assembly.database, organization)
      : firstOrganizationId;
    const key = await createKey(assembly.database, { organizationId, name: 'test', scopes });
    const made = createHubClient(url, key);
    clients.push(made);
    return made;
  };
  return {
    url,
    database,
    sandbox,
    assembly,
    statements,
    client,
    admin: await client(),
    logs: () => logs,
    async close() {
      await Promise.all(clients.map((one) => one.close()));
      await server.close({ graceMs: 2_000 });
      await assembly.close(2_000);
      await Promise.all(processes.map(({ process }) => process.stop()));
      await sandbox.close();
      await Promise.all([database.drop(), rm(folder, { recursive: true })]);
    },
  };
}

function startSubgraphs(env: Readonly<Record<string, string>>): Promise<{ name: SubgraphName; process: HubProcess }[]> {
  return Promise.all(
    subgraphNames.map(async (name) => ({ name, process: await startHubProcess(['subgraph', name], env) })),
  );
}
