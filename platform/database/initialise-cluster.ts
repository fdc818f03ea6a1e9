import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { giveTo, type PostgresHome } from './postgres-home.js';

const run = promisify(execFile);

/**
 * Makes the cluster once; returns the superuser's password. It is made beside its place and moved there whole, so that
 * of several hubs that start at once one wins, and one that is killed in the middle leaves no half a cluster.
 */
export async function initialiseCluster(home: PostgresHome): Promise<string> {
  if (!isInitialised(home)) {
    const folder = path.dirname(home.cluster);
    const made = `${folder}.new-${randomBytes(4).toString('hex')}`;
    const passwordFile = path.join(made, path.basename(home.passwordFile));
    mkdirSync(made);
    giveTo(home.identity, made);
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    giveTo(home.identity, passwordFile);
    const flags = ['--username=hub', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'];
    const cluster = path.join(made, path.basename(home.cluster));
    await run(home.binaries.initdb, ['-D', cluster, ...flags, ...locale], home.identity);
    moveIntoPlace(home, made);
  }
  return readFileSync(home.passwordFile, 'utf8').trim();
}

const isInitialised = ({ cluster }: PostgresHome) => existsSync(path.join(cluster, 'PG_VERSION'));

function moveIntoPlace(home: PostgresHome, made: string): void {
  const folder = path.dirname(home.cluster);
  try {
    // Succeeds where nothing is, or an empty folder.
    renameSync(made, folder);
  } catch (error) {
    const superfluous = isInitialised(home) ? made : folder;
    if (!existsSync(superfluous)) throw error;
    rmSync(superfluous, { recursive: true, force: true });
    if (superfluous === folder) renameSync(made, folder);
  }
}
