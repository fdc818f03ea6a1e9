import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../platform/config/config.js';
import { createMasterKey } from '../../platform/secrets/master-key.js';
import { openMasterKeyring } from '../../platform/secrets/open-master-keyring.js';

const [one, two, three] = ['1', '2', '3'].map((digit) => `master key number ${digit} of this very test`) as [
  string,
  string,
  string,
];
const idOf = (secret: string) => createMasterKey(secret).id;

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const open = (env: Record<string, string>) => openMasterKeyring(loadConfig({ DATA_DIR: dataDir, ...env }));
const idsOf = (keyring: ReturnType<typeof open>) => keyring.all().map(({ id }) => id);

test('a hub that was given no key makes one, once, for its owner alone', () => {
  const folder = path.join(dataDir, 'new', 'folder');
  const keyring = open({ DATA_DIR: folder });
  expect(keyring.all()).toHaveLength(1);
  expect(idsOf(open({ DATA_DIR: folder }))).toEqual(idsOf(keyring));
  expect(readdirSync(folder)).toEqual(['master.key']);
  expect(readFileSync(path.join(folder, 'master.key'), 'utf8')).toMatch(/^[\w-]{43}$/);
  expect(statSync(path.join(folder, 'master.key')).mode & 0o777).toBe(0o600);
});

test('processes that start at once have the same', async () => {
  const script = `
    const { openMasterKeyring } = await import('./dist/platform/secrets/open-master-keyring.js');
    process.stdout.write(openMasterKeyring({ DATA_DIR: process.argv[1] }).all()[0].id);`;
  const ids = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script, dataDir]);
      const [id] = await once(child.stdout, 'data');
      await once(child, 'close');
      return String(id);
    }),
  );
  expect(new Set(ids)).toEqual(new Set(idsOf(open({}))));
});

test('two versions from the environment, the newest first', () => {
  const keyring = open({ HUB_MASTER_KEY: two, HUB_MASTER_KEY_OLDER: one });
  expect(idsOf(keyring)).toEqual([idOf(two), idOf(one)]);
  expect(keyring.byId(idOf(one)).derive('x')).toEqual(createMasterKey(one).derive('x'));
  expect(keyring.addVersion).toBeNull();
  const missing = { code: 'MASTER_KEY_MISSING', message: expect.stringContaining(`Version ${idOf(three)}`) };
  expect(() => keyring.byId(idOf(three))).toThrow(expect.objectContaining(missing));
});

test('a file is read again for a version that is not known yet, and takes new ones before the others', () => {
  const file = path.join(dataDir, 'keys');
  writeFileSync(file, `${one}\n`);
  const [early, late] = [open({ HUB_MASTER_KEY_FILE: file }), open({ HUB_MASTER_KEY_FILE: file })];
  const made = late.addVersion?.();
  expect(idsOf(late)).toEqual([made?.id, idOf(one)]);
  expect(idsOf(early)).toEqual([idOf(one)]);
  expect(early.byId(made?.id ?? '').derive('x')).toEqual(made?.derive('x'));
  expect(idsOf(early)).toEqual(idsOf(late));
  expect(() => early.byId(idOf(three))).toThrow(`${file}, one version a line`);
  expect(readdirSync(dataDir)).toEqual(['keys']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([
  ['both a key and a file', { HUB_MASTER_KEY: one, HUB_MASTER_KEY_FILE: '/nowhere' }, 'not both'],
  ['an older key alone', { HUB_MASTER_KEY_OLDER: one }, 'which is not set'],
  ['a file that is not there', { HUB_MASTER_KEY_FILE: '/nowhere/at/all' }, 'no key file /nowhere/at/all'],
  ['an empty file', { HUB_MASTER_KEY_FILE: '/dev/null' }, 'holds no master key'],
])('%s is a mistake', (_, env, message) => {
  expect(() => open(env as unknown as Record<string, string>)).toThrow(message);
});

test('a short line in a key file is a mistake, and is not shown', () => {
  const file = path.join(dataDir, 'keys');
  writeFileSync(file, `${one}\nshort-canary`);
  expect(() => open({ HUB_MASTER_KEY_FILE: file })).toThrow(/^Each line of \S+ must have at least 32 characters\.$/);
});
