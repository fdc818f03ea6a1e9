import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { request } from 'undici';
import { readSupergraph } from '../hub/schema-files.js';
import { type SubgraphName, subgraphNames } from '../hub/subgraphs.js';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.js';
import { firstOrganizationId } from '../platform/database/first-organization.js';
import type { Caller } from '../platform/service/caller.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { createGraphClient, type GraphClient } from './graph-client.js';
import type { BenchOptions, TargetName } from './options.js';
import { type ProcessOptions, type RunningProcess, startProcess } from './processes.js';
import { seed } from './seed.js';
import type { StraightClientOptions } from './straight-client.js';

/** Everything that is measured, running and filled. */
export interface BenchEnvironment {
  clients: Readonly<Record<Exclude<TargetName, 'straight'>, GraphClient>>;
  straight: StraightClientOptions;
  /** The process that a target consists of, and those that it asks. */
  pids: Readonly<Record<TargetName, { own: readonly number[]; asked: readonly number[] }>>;
}

/** One key stands for all clients here. */
const noRateLimit = { RATE_LIMIT_PER_MINUTE: '100000000' };

const listening = /https?:\/\/\S+\/graphql\b|ready at (https?:\S+)/;
const vendor = /Symphonics +(https?:\S+)/;

/** @param started is given whatever must be ended again, also when this throws */
export async function startEnvironment(
  { dossiers, page, profile }: BenchOptions,
  started: AsyncDisposableStack,
  say: (text: string) => void,
): Promise<BenchEnvironment> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-bench-'));
  started.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  // PostgreSQL runs as a user of its own when the bench runs as root.
  chmodSync(dataDir, 0o755);
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  const postgres = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'silent' }), settings });
  started.defer(() => postgres.stop());

  const masterSecret = randomBytes(32).toString('base64url');
  const key = randomBytes(32).toString('base64url');
  const env = {
    DATABASE_URL: postgres.url,
    DATA_DIR: dataDir,
    HUB_MASTER_KEY: masterSecret,
    PORT: '0',
    // The stand-in is on this machine.
    WEBHOOK_ALLOW_LOOPBACK: 'on',
    ...noRateLimit,
  };
  if (profile) mkdirSync(profile, { recursive: true });
  const start = (name: string, options: Omit<ProcessOptions, 'profile' | 'started'>): Promise<RunningProcess> =>
    startProcess({ ...options, started, profile: profile && path.resolve(profile, `${name}.cpuprofile`) });

  const hub = await start('hub', {
    file: 'hub.js',
    args: ['start'],
    env: { ...env, HUB_BOOTSTRAP_ADMIN_KEY: key },
    ready: vendor,
  });
  const hubClient = createGraphClient(urlOf(hub), key);
  await liftRateLimits(hub.ready[1] ?? '', hubClient);
  say(`Making ${dossiers} dossiers …`);
  await seed(hubClient, dossiers);

  const startSubgraph = (name: SubgraphName) =>
    start(name, { file: 'hub.js', args: ['subgraph', name], env, ready: listening });
  const subgraphs = await Promise.all(
    subgraphNames.map(async (name) => ({ name, running: await startSubgraph(name) })),
  );
  const urls = Object.fromEntries(subgraphs.map(({ name, running }) => [name, urlOf(running)]));
  const urlVariables = Object.entries(urls).map(([name, url]) => [`SUBGRAPH_${name.toUpperCase()}_URL`, url]);
  const gateway = await start('gateway', {
    file: 'hub.js',
    args: ['gateway'],
    env: { ...env, ...Object.fromEntries(urlVariables) },
    ready: listening,
  });
  const caller: Caller = {
    organizationId: firstOrganizationId,
    actor: { kind: 'api-key', id: 'bench', name: 'bench' },
    scopes: ['admin'],
  };
  const stock = await start('stock', {
    file: 'bench/stock-gateway.js',
    message: { supergraphSdl: readSupergraph(), urls, masterSecret, caller },
    ready: listening,
  });

  const asked = subgraphs.map(({ running }) => running.pid);
  return {
    clients: {
      gateway: createGraphClient(urlOf(gateway), key),
      stock: createGraphClient(urlOf(stock), undefined),
      hub: hubClient,
    },
    straight: { urls, masterSecret, caller, page },
    pids: {
      gateway: { own: [gateway.pid], asked },
      stock: { own: [stock.pid], asked },
      straight: { own: [], asked },
      hub: { own: [hub.pid], asked: [] },
    },
  };
}

/** The address of the graph, out of what a process said of itself. */
function urlOf({ output }: RunningProcess): string {
  const [address = '', bare] = listening.exec(output()) ?? [];
  return bare ?? address;
}

/** The vendor's stand-in, and the hub for its sake, let as few requests through as the vendor: too few to fill a hub. */
async function liftRateLimits(sandboxUrl: string, client: GraphClient): Promise<void> {
  const plenty = 1_000_000;
  const answer = await request(`${sandboxUrl}/__control/settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ perMinute: plenty, perDay: plenty }),
  });
  if (answer.statusCode !== 200) throw new Error(`the sandbox kept its limits: ${await answer.body.text()}`);
  await answer.body.dump();
  await client.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', {
    input: {
      connector: 'symphonics',
      name: 'default',
      baseUrl: sandboxUrl,
      credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
      limits: [{ window: 'minute', requests: plenty, windowMs: 60_000 }],
    },
  });
}
