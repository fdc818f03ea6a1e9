import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.js';
import { createLogger } from '../../platform/telemetry/logger.js';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-embedded-'));
  // The server's own user has to get there.
  chmodSync(dataDir, 0o755);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const settings = ['fsync=off'];
const start = () => startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'silent' }), settings });

/** A hub's process that has started the server, and lives until it is killed. */
async function startOwner(): Promise<{ url: string; child: ChildProcess }> {
  const script = `
    const { startEmbeddedPostgres } = await import('./dist/platform/database/embedded-postgres.js');
    const { createLogger } = await import('./dist/platform/telemetry/logger.js');
    const [dataDir] = process.argv.slice(1);
    const { url } = await startEmbeddedPostgres({ dataDir, logger: createLogger({ level: 'silent' }), settings: ['fsync=off'] });
    console.log(url);
    setInterval(() => undefined, 1_000);`;
  const args = ['--input-type=module', '--eval', script, dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(child.stdout, 'data');
  return { url: String(url).trim(), child };
}

async function end(child: ChildProcess): Promise<void> {
  const dead = once(child, 'exit');
  child.kill('SIGKILL');
  await dead;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

test('a server outlives the hub that was killed, and the next hub takes it over as it runs', async () => {
  const { url, child } = await startOwner();
  await ask(url, 'create table kept (note text)');
  await ask(url, "insert into kept values ('from before')");
  const [before] = await ask(url, 'select pg_postmaster_start_time()::text as started');

  // While its owner lives, another process uses the server and leaves it running.
  const guest = await start();
  expect(guest.url).toBe(url);
  await guest.stop();
  expect(await ask(url, 'select note from kept')).toEqual([{ note: 'from before' }]);

  await end(child);
  const heir = await start();
  expect(heir.url).toBe(url);
  expect(await ask(heir.url, 'select note from kept')).toEqual([{ note: 'from before' }]);
  expect(await ask(heir.url, 'select pg_postmaster_start_time()::text as started')).toEqual([before]);
  await heir.stop();
  await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  const again = await start();
  expect(await ask(again.url, 'select note from kept')).toEqual([{ note: 'from before' }]);
  await again.stop();
}, 60_000);

test('several hubs that start at once, on a new machine, share one server', async () => {
  await rm(path.join(dataDir, 'postgres'), { recursive: true });
  const owners = await Promise.all([startOwner(), startOwner(), startOwner()]);
  const [url] = owners.map((owner) => owner.url);
  expect(owners.map((owner) => owner.url)).toEqual([url, url, url]);
  expect(await readdir(dataDir)).toEqual(['postgres']);
  for (const { child } of owners) await end(child);
  const heir = await start();
  expect(heir.url).toBe(url);
  await heir.stop();
}, 60_000);
