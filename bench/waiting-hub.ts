import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Assembly, assemble } from '../hub/assemble.js';
import { demoIntervention } from '../hub/demo-intervention.js';
import { migrateAll } from '../hub/migrate-all.js';
import { loadConfig } from '../platform/config/config.js';
import type { RateLimit } from '../platform/connectors/rate-limit.js';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.js';
import { firstOrganizationId } from '../platform/database/first-organization.js';
import { runUnitOfWork } from '../platform/service/unit-of-work.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { createSymphonicsSandbox, type StartedSymphonicsSandbox } from '../sandboxes/symphonics/index.js';
import { saveConnection } from '../subgraphs/integrations/connections/save-connection.js';
import { type RunningProcess, startProcess } from './processes.js';

/** A hub whose deliveries wait for a worker: none runs yet. */
export interface WaitingHub {
  databaseUrl: string;
  /** Where the embedded PostgreSQL keeps itself. */
  dataDir: string;
  /** What its processes are configured with. */
  env: Readonly<Record<string, string>>;
  sandbox: StartedSymphonicsSandbox;
  /** The hub in this process, which runs no jobs. */
  assembly: Assembly;
  /** Rows as the owner sees them. */
  sql<Row extends Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Publishes a dossier at a person's word. */
  publish(interventionId: string): Promise<void>;
  /** A worker in a process of its own, ready. */
  startWorker(profile?: string): Promise<RunningProcess>;
}

export interface WaitingHubOptions {
  /** How many wait. */
  dossiers: number;
  /** The connection's rate budget. Default: as good as none. */
  limits?: RateLimit[];
}

const plenty = 1_000_000;
const unlimited: RateLimit[] = [{ window: 'minute', requests: plenty, windowMs: 60_000 }];
const atOnce = 8;
const caller = {
  organizationId: firstOrganizationId,
  actor: { kind: 'api-key' as const, id: 'bench', name: 'bench' },
  scopes: ['admin'],
};
const identity = { caller, requestId: 'bench' };

/**
 * A database of its own with so many dossiers that are finished and signed, and a sandbox of Symphonics that takes them
 * as fast as they come.
 * @param started is given whatever must be ended again, also when this throws
 */
export async function startWaitingHub(
  { dossiers, limits = unlimited }: WaitingHubOptions,
  started: AsyncDisposableStack,
): Promise<WaitingHub> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-bench-'));
  started.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  // PostgreSQL runs as a user of its own when the bench runs as root.
  chmodSync(dataDir, 0o755);
  const logger = createLogger({ level: 'silent' });
  // A server that is ended at once loses nothing that it has handed to the system; a machine that loses power may.
  const postgres = await startEmbeddedPostgres({ dataDir, logger, settings: ['fsync=off'] });
  started.defer(() => postgres.stop());
  await migrateAll(postgres.url);
  const sandbox = await createSymphonicsSandbox({ perMinute: plenty, perDay: plenty }).start();
  started.defer(() => sandbox.close());

  const env = {
    DATABASE_URL: postgres.url,
    DATA_DIR: dataDir,
    HUB_MASTER_KEY: randomBytes(32).toString('base64url'),
    DELIVERY_RETRY_BASE_MS: '200',
    WEBHOOK_ALLOW_LOOPBACK: 'on',
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: String(plenty),
  };
  const assembly = await assemble({ config: loadConfig(env), logger, databaseUrl: postgres.url, role: 'bench' });
  started.defer(() => assembly.close(2_000));
  await connect(assembly, sandbox.url, limits);
  await fill(assembly, dossiers);

  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  pool.on('error', () => undefined);
  started.defer(() => pool.end());
  return {
    databaseUrl: postgres.url,
    dataDir,
    env,
    sandbox,
    assembly,
    async publish(id) {
      await askerOf(assembly)('mutation ($id: ID!) { publishIntervention(id: $id) { id } }', { id });
    },
    sql: async (text, values = []) => (await pool.query(text, [...values])).rows,
    async startWorker(profile) {
      const worker = await startProcess({ file: 'hub.js', args: ['worker'], env, ready: /Worker ready/, profile });
      started.defer(() => worker.stop());
      return worker;
    },
  };
}

function connect({ services }: Assembly, baseUrl: string, limits: RateLimit[]) {
  const connection = {
    connector: 'symphonics',
    name: 'default',
    baseUrl,
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
    limits,
    managedByEnvironment: true,
  };
  return saveConnection({ services, write: (work) => runUnitOfWork(services, identity, work) }, connection);
}

async function fill(assembly: Assembly, dossiers: number): Promise<void> {
  const ask = askerOf(assembly);
  const numbers = Array.from({ length: dossiers }, (_, index) => index).values();
  const make = async () => {
    for (const index of numbers) await signContract(ask, await finishDossier(ask, index, 'BENCH'));
  };
  await Promise.all(Array.from({ length: atOnce }, make));
}

/** Asks the graph as an administrator. @throws the first error */
export type Ask = (query: string, variables: Record<string, unknown>) => Promise<Record<string, { id: string }>>;

export const askerOf =
  ({ supergraph }: Pick<Assembly, 'supergraph'>): Ask =>
  async (query, variables) => {
    const { data, errors } = await supergraph.execute({ query, variables }, identity);
    if (errors?.[0]) throw errors[0];
    return data as Record<string, { id: string }>;
  };

/** A dossier with everything but the signature, which sends it on its way. @returns its id */
export async function finishDossier(ask: Ask, index: number, prefix: string): Promise<string> {
  const input = { ...demoIntervention(index), reference: `${prefix}-${String(index).padStart(5, '0')}` };
  const query = 'mutation ($input: CreateInterventionInput!) { createIntervention(input: $input) { id } }';
  const id = (await ask(query, { input })).createIntervention?.id ?? '';
  await ask(
    `mutation ($id: ID!) {
      scheduled: changeInterventionStatus(id: $id, status: SCHEDULED) { id }
      begun: changeInterventionStatus(id: $id, status: IN_PROGRESS) { id }
      done: changeInterventionStatus(id: $id, status: INSTALLATION_DONE) { id }
    }`,
    { id },
  );
  return id;
}

export const signContract = (ask: Ask, id: string) =>
  ask('mutation ($id: ID!) { signDocument(interventionId: $id, type: "contract") { id } }', { id });
