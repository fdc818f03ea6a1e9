import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { UnavailableError } from '../errors/errors.js';
import type { Logger } from '../telemetry/logger.js';
import { freePort } from './free-port.js';
import { giveTo, type PostgresHome, preparePostgresHome } from './postgres-home.js';

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
  const password = await initialise(home);

  const running = await control('status').then(
    () => true,
    () => false,
  );
  if (!running) await start(home, options.settings ?? []);
  const [, , , port] = readFileSync(path.join(home.cluster, 'postmaster.pid'), 'utf8').split('\n');
  const owned = takeOwnership(home);
  options.logger.info({ port: Number(port), adopted: running }, 'embedded PostgreSQL is up');

  const url = new URL(`postgres://hub:${password}@127.0.0.1:${port}/postgres`);
  await ensureDatabase(url.href);
  url.pathname = '/passerelle';
  return {
    url: url.href,
    async stop() {
      if (!owned) return;
      await control('stop', '-m', 'fast', '-w');
      rmSync(home.ownerFile, { force: true });
    },
  };
}

/** Makes the cluster once; returns the superuser's password. */
async function initialise(home: PostgresHome): Promise<string> {
  if (!existsSync(path.join(home.cluster, 'PG_VERSION'))) {
    rmSync(home.cluster, { recursive: true, force: true });
    mkdirSync(path.dirname(home.passwordFile), { recursive: true });
    writeFileSync(home.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    giveTo(home.identity, home.passwordFile);
    const flags = ['--username=hub', '--auth=scram-sha-256', `--pwfile=${home.passwordFile}`, '--encoding=UTF8'];
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'];
    await run(home.binaries.initdb, ['-D', home.cluster, ...flags, ...locale], home.identity);
  }
  return readFileSync(home.passwordFile, 'utf8').trim();
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
  const owner = existsSync(home.ownerFile) ? Number(readFileSync(home.ownerFile, 'utf8')) : undefined;
  if (owner !== undefined && owner !== process.pid && isAlive(owner)) return false;
  writeFileSync(home.ownerFile, String(process.pid));
  return true;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'passerelle'");
    if (rowCount === 0) await client.query('create database passerelle');
  } finally {
    await client.end();
  }
}
