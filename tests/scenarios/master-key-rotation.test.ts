import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sealedColumns } from '../../hub/subgraphs.js';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { createMasterKey } from '../../platform/secrets/master-key.js';
import { keyringOf } from '../../platform/secrets/open-master-keyring.js';
import { openSecrets } from '../../platform/secrets/open-secrets.js';
import { resealColumn } from '../../platform/secrets/reseal-columns.js';
import type { SealedSecret } from '../../platform/secrets/secret-box.js';
import { createLogger } from '../../platform/telemetry/logger.js';
import { connectionCredentials } from '../../subgraphs/integrations/sealed-columns.js';
import { publishOne } from '../support/dossiers.js';
import { sealByFirstScheme } from '../support/first-scheme.js';
import { baseEnv, masterKey, startTestHub, type TestHub } from '../support/hub.js';
import { runHub } from '../support/run-hub.js';

const idOf = (secret: string) => createMasterKey(secret).id;
const newer = 'a newer master key of this very test';

let folder: string;
let hub: TestHub;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'passerelle-rotation-'));
});
afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

const envOf = (changes: Record<string, string> = {}) => ({ ...baseEnv(hub.database.url, hub.sandbox.url), ...changes });
const rotate = (env: Record<string, string>, ...options: string[]) =>
  runHub(['keys', 'rotate-master', ...options], env);

const save = `mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }`;
const credentialsNumber = (number: number) => ({
  connector: 'symphonics',
  name: 'changing',
  baseUrl: hub.sandbox.url,
  credentials: { clientId: 'client', clientSecret: `secret number ${number}`, webhookSecret: null },
});

interface StoredConnection extends Record<string, unknown> {
  id: string;
  organization_id: string;
  credentials: SealedSecret;
}
const connectionNamed = async (name: string) => {
  const query = 'select id, organization_id, credentials from integrations.connections where name = $1';
  const [found] = await hub.database.sql<StoredConnection>(query, [name]);
  if (!found) throw new Error(`no connection ${name}`);
  return { ...found, organizationId: found.organization_id };
};

/** What any process with that master key alone reads. */
async function readWith(secret: string, name: string): Promise<unknown> {
  const keyring = keyringOf(secret);
  const secrets = await openSecrets({ url: hub.database.url, keyring, columns: sealedColumns, logger: createLogger() });
  const stored = await connectionNamed(name);
  return secrets.secretBox
    .open(connectionCredentials, stored, stored.credentials)
    .then((text) => JSON.parse(text))
    .finally(() => secrets.close());
}

/** Seals the connection of that name as an earlier version of the hub did. */
async function sealAsBefore(secret: string, name: string): Promise<void> {
  const { id, organizationId, credentials } = await connectionNamed(name);
  const text = await hub.assembly.services.secretBox.open(connectionCredentials, { id, organizationId }, credentials);
  const before = sealByFirstScheme(secret, `${organizationId}/integrations.connections/${id}/credentials`, text);
  const change = 'update integrations.connections set credentials = $2 where id = $1';
  await hub.database.sql(change, [id, JSON.stringify(before)]);
}

/** Runs a rotation until it has said something, and ends it there as `kill -9` does. */
async function killedAt(said: RegExp, env: Record<string, string>): Promise<void> {
  const command = [path.resolve('dist/hub.js'), 'keys', 'rotate-master', '--data-keys'];
  const child: ChildProcess = spawn(process.execPath, command, {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (said.test(out)) child.kill('SIGKILL');
  });
  expect(await exited).toEqual([null, 'SIGKILL']);
}

const countKeys = async (condition: string) => {
  const [row] = await hub.database.sql<{ count: number }>(
    `select count(*)::int as count from secrets.data_keys where ${condition}`,
  );
  return row?.count;
};

test('killed twice and run again while deliveries go out and credentials change, a rotation loses and overwrites nothing', async () => {
  const file = path.join(folder, 'master.keys');
  const first = 'the first master key of this very test';
  writeFileSync(file, first);
  hub = await startTestHub({ env: { HUB_MASTER_KEY: '', HUB_MASTER_KEY_FILE: file } });
  const env = envOf({ HUB_MASTER_KEY: '', HUB_MASTER_KEY_FILE: file });
  const { secretBox } = hub.assembly.services;
  for (let index = 0; index < 150; index += 1) {
    await secretBox.seal(connectionCredentials, { organizationId: randomUUID(), id: randomUUID() }, 'of many others');
  }
  await sealAsBefore(first, 'default');

  let over = false;
  let number = 0;
  const changing = (async () => {
    while (!over) {
      number += 1;
      await hub.admin.data(save, { input: credentialsNumber(number) });
    }
  })();
  let published = 0;
  const delivering = (async () => {
    while (!over) {
      await publishOne(hub.admin);
      published += 1;
    }
  })();

  await killedAt(/Wrapped 100 data keys/, env);
  expect(await countKeys(`master_key = '${idOf(first)}'`)).toBeGreaterThan(0);
  await killedAt(/Gave \d+ organizations new data keys/, env);
  const ran = await rotate(env);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toMatch(/Done\.\n$/);
  over = true;
  await Promise.all([changing, delivering]);
  expect(number).toBeGreaterThan(1);
  expect(published).toBeGreaterThan(0);

  const second = readFileSync(file, 'utf8').split('\n')[0] ?? '';
  expect(readFileSync(file, 'utf8').trim().split('\n')).toEqual([second, first]);
  expect(await countKeys(`master_key <> '${idOf(second)}'`)).toBe(0);
  expect(await countKeys('retired_at is null')).toBe(151);
  // The one process that was there before, and one that knows the new version alone.
  writeFileSync(file, second);
  expect(await readWith(second, 'changing')).toMatchObject({ clientSecret: `secret number ${number}` });
  expect(await readWith(second, 'default')).toMatchObject({ clientSecret: 'sandbox-secret' });
  await publishOne(hub.admin);

  // What was sealed in the last minute of the old data keys is still under them, and holds on to them.
  await hub.database.sql(`update secrets.data_keys set retired_at = retired_at - interval '10 minutes'`);
  await rotate(env);
  for (const { table, column } of sealedColumns) {
    const dangling = `select 1 from ${table} where ${column} is not null and not exists
      (select from secrets.data_keys k where k.id::text = ${column} ->> 'dk')`;
    expect(await hub.database.sql(dangling)).toEqual([]);
  }
  const status = await runHub(['keys', 'status'], env);
  const [, ...lines] = (status.out.split('\n\n')[0] ?? '').split('\n');
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))).toEqual([
    `${idOf(first)} old`,
    `${idOf(second)} old`,
    `${idOf(readFileSync(file, 'utf8').split('\n')[0] ?? '')} in use`,
  ]);
  expect(lines[0]).toMatch(/no +0 +0 +0$/);
}, 240_000);

test('with the key in the environment: add the new one, rotate, take the old one away', async () => {
  hub = await startTestHub({ workers: false });
  await sealAsBefore(masterKey, 'default');
  const same = await rotate(envOf());
  expect(same).toMatchObject({ code: 0, out: expect.stringContaining('HUB_MASTER_KEY_OLDER') });
  // Without a new version it still brings what is there up to date.
  expect((await connectionNamed('default')).credentials).toMatchObject({ v: 2 });

  const strange = await rotate(envOf({ HUB_MASTER_KEY: newer }));
  expect(strange).toMatchObject({
    code: 1,
    err: expect.stringContaining(`Version ${idOf(masterKey)} of the master key`),
  });

  const both = envOf({ HUB_MASTER_KEY: newer, HUB_MASTER_KEY_OLDER: masterKey });
  expect(await rotate(both)).toMatchObject({ code: 0, out: expect.stringContaining('Wrapped 1 data keys') });
  const again = await rotate(both);
  expect(again).toMatchObject({ code: 0 });
  expect(again.out).not.toContain('Wrapped');
  expect(await readWith(newer, 'default')).toMatchObject({ clientSecret: 'sandbox-secret' });
  await expect(readWith(masterKey, 'default')).rejects.toThrow(`Version ${idOf(newer)} of the master key`);
}, 60_000);

test('what somebody is just writing is passed over, and theirs once they have written it', async () => {
  hub = await startTestHub({ workers: false });
  await hub.admin.data(save, { input: credentialsNumber(1) });
  await sealAsBefore(masterKey, 'changing');
  await sealAsBefore(masterKey, 'default');
  const { database, secretBox } = hub.assembly.services;
  const resealing = { database, secretBox, organizationId: firstOrganizationId };
  const { id, organizationId } = await connectionNamed('changing');
  const theirs = await secretBox.seal(connectionCredentials, { id, organizationId }, '{"clientSecret":"theirs"}');

  await database.transaction(organizationId, async (em) => {
    await em.execute('select 1 from integrations.connections where id = ? for update', [id]);
    expect(await resealColumn(resealing, connectionCredentials)).toEqual({ resealed: 1, busy: 1, unreadable: [] });
    await em.execute('update integrations.connections set credentials = ?::jsonb where id = ?', [
      JSON.stringify(theirs),
      id,
    ]);
  });
  expect(await resealColumn(resealing, connectionCredentials)).toEqual({ resealed: 0, busy: 0, unreadable: [] });
  expect((await connectionNamed('changing')).credentials).toEqual(theirs);
});

test('a secret that cannot be opened is named, left as it is, and keeps its data key', async () => {
  hub = await startTestHub({ workers: false });
  const { id } = await connectionNamed('default');
  await hub.database.sql(
    `update integrations.connections set credentials = jsonb_set(credentials, '{box}', '"broken"')`,
  );
  const ran = await rotate(envOf(), '--data-keys');
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(`integrations.connections.credentials of ${id}`) });
  await hub.database.sql(`update secrets.data_keys set retired_at = retired_at - interval '10 minutes'`);
  await rotate(envOf());
  expect(await countKeys('retired_at is not null')).toBe(1);
  expect((await connectionNamed('default')).credentials).toMatchObject({ box: 'broken' });
  await expect(hub.database.sql('delete from secrets.data_keys where retired_at is not null')).rejects.toThrow(
    'violates foreign key constraint',
  );
}, 60_000);
