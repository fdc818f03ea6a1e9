import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { UnavailableError } from '../errors/errors.js';
import type { Logger } from '../telemetry/logger.js';
import { freePort } from './free-port.js';
import { initialiseCluster } from './initialise-cluster.js';
import { type PostgresHome, preparePostgresHome } from './postgres-home.js';

const run = promisify(execFile);

export interface EmbeddedPostgres {
  /** Connects as the superuser; the migrations' owner. */
  url: string;
  /** Stops the server when this process is its owner; leaves it running when another hub's process is. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds the cluster in `postgres/`; made when it is not there. */
  dataDir: string;
  logger: Logger;
  /** Extra server settings, `name=value`. Tests turn off fsync. */
  settings?: readonly string[];
}

/**
 * PostgreSQL 18 from an npm package, on a free loopback port. A server that outlived a killed hub is taken over as it
 * runs, so a crash of the hub is no crash of the database.
 *
 * @throws UnavailableError with what the server wrote when it does not start
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = await preparePostgresHome(options.dataDir);
  const control = (...args: string[]) => run(home.binaries.pg_ctl, ['-D', home.cluster, ...args], home.identity);
  const password = await initialiseCluster(home);
  const isUp = () =>
    control('status').then(
      () => true,
      () => false,
    );

  const running = await isUp();
  if (!running) {
    await start(home, options.settings ?? []).catch(async (error: unknown) => {
      // Another hub was faster: it is that one's server then.
      if (!(await isUp())) throw error;
    });
  }
  const port = await untilReady(home, password);
  const owned = takeOwnership(home);
  options.logger.info({ port, adopted: running }, 'embedded PostgreSQL is up');
  return {
    url: `postgres://hub:${password}@127.0.0.1:${port}/passerelle`,
    async stop() {
      if (!owned) return;
      await control('stop', '-m', 'fast', '-w');
      rmSync(home.ownerFile, { force: true });
    },
  };
}

async function start(home: PostgresHome, settings: readonly string[]): Promise<void> {
  const port = await freePort();
  const fixed = [`port=${port}`, 'listen_addresses=127.0.0.1', "unix_socket_directories=''", 'max_connections=300'];
  const server = [...fixed, ...settings].map((setting) => `-c ${setting}`).join(' ');
  const log = path.join(path.dirname(home.cluster), 'postgres.log');
  try {
    await run(
      home.binaries.pg_ctl,
      ['-D', home.cluster, '-w', '-t', '60', '-l', log, '-o', server, 'start'],
      home.identity,
    );
  } catch (cause) {
    const tail = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-6).join('\n') : '';
    throw new UnavailableError(`The embedded PostgreSQL did not start. ${tail}`, { cause });
  }
}

/** The first living process to claim the cluster stops it at its end. */
function takeOwnership(home: PostgresHome): boolean {
  try {
    writeFileSync(home.ownerFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(readFileSync(home.ownerFile, 'utf8'));
    if (owner !== process.pid && isAlive(owner)) return false;
    writeFileSync(home.ownerFile, String(process.pid));
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** How long a server may take to recover what a crash left, in milliseconds. */
const recoveryMs = 60_000;

/** Resolves with the port once the server takes connections and has the hub's database. */
async function untilReady(home: PostgresHome, password: string): Promise<number> {
  for (const deadline = performance.now() + recoveryMs; ; await setTimeout(100)) {
    try {
      const [, , , port] = readFileSync(path.join(home.cluster, 'postmaster.pid'), 'utf8').split('\n');
      await ensureDatabase(`postgres://hub:${password}@127.0.0.1:${Number(port)}/postgres`);
      return Number(port);
    } catch (cause) {
      if (performance.now() < deadline) continue;
      throw new UnavailableError('The embedded PostgreSQL takes no connections.', { cause });
    }
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  // A lost connection also fails the statement under way; unheard, the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'passerelle'");
    if (rowCount === 0) await client.query('create database passerelle');
  } finally {
    await client.end();
  }
}
