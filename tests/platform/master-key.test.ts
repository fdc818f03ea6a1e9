import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMasterKey, localMasterSecret } from '../../platform/secrets/master-key.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'passerelle-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a hub that was given no key makes one, once, for its owner alone', () => {
  const folder = path.join(dataDir, 'new', 'folder');
  const secret = localMasterSecret(folder);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(localMasterSecret(folder)).toBe(secret);
  expect(readdirSync(folder)).toEqual(['master.key']);
  expect(statSync(path.join(folder, 'master.key')).mode & 0o777).toBe(0o600);
});

test('processes that start at once have the same', async () => {
  const script = `
    const { localMasterSecret } = await import('./dist/platform/secrets/master-key.js');
    process.stdout.write(localMasterSecret(process.argv[1]));`;
  const secrets = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script, dataDir]);
      const [secret] = await once(child.stdout, 'data');
      await once(child, 'close');
      return String(secret);
    }),
  );
  expect(new Set(secrets)).toEqual(new Set([localMasterSecret(dataDir)]));
});

test('each purpose has a key of its own, and the id says nothing of any', () => {
  const key = createMasterKey('the master key of one hub, long enough');
  expect(key.derive('a')).toHaveLength(32);
  expect(key.derive('a')).toEqual(createMasterKey('the master key of one hub, long enough').derive('a'));
  expect(key.derive('a')).not.toEqual(key.derive('b'));
  expect(key.derive('a')).not.toEqual(createMasterKey('the master key of another, long enough').derive('a'));
  expect(key.derive('key-id').toString('hex')).not.toContain(key.id);
});
