import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, ConfigError } from '../config/config.js';
import { createMasterKey, type MasterKey } from './master-key.js';
import { createMasterKeyring, type MasterKeyring } from './master-keyring.js';

type MasterKeyConfig = Pick<Config, 'HUB_MASTER_KEY' | 'HUB_MASTER_KEY_OLDER' | 'HUB_MASTER_KEY_FILE' | 'DATA_DIR'>;

/** A version in a key file has at least so many characters. */
const minimumLength = 32;

/**
 * The master key as configured: HUB_MASTER_KEY with HUB_MASTER_KEY_OLDER, or a file of versions, one a line and the
 * newest first. Without either, `<DATA_DIR>/master.key`, which is made when it is not there.
 * @throws ConfigError
 */
export function openMasterKeyring(config: MasterKeyConfig): MasterKeyring {
  const { HUB_MASTER_KEY: newest, HUB_MASTER_KEY_OLDER: older, HUB_MASTER_KEY_FILE: file, DATA_DIR } = config;
  if (file && newest) throw new ConfigError('Set HUB_MASTER_KEY or HUB_MASTER_KEY_FILE, not both.');
  if (older && !newest) throw new ConfigError('HUB_MASTER_KEY_OLDER goes with HUB_MASTER_KEY, which is not set.');
  if (newest) return keyringOf(newest, older);
  return fileKeyring(file ?? ensureLocalFile(DATA_DIR));
}

/** Versions that somebody hands over and keeps. */
export function keyringOf(newest: string, older?: string): MasterKeyring {
  const keys: [MasterKey, ...MasterKey[]] = [createMasterKey(newest), ...(older ? [createMasterKey(older)] : [])];
  return createMasterKeyring({ place: 'HUB_MASTER_KEY_OLDER', read: () => keys });
}

function fileKeyring(file: string): MasterKeyring {
  return createMasterKeyring({
    place: `${file}, one version a line`,
    read: () => readKeys(file),
    addVersion() {
      const made = newSecret();
      replaceFile(file, `${[made, ...linesOf(file)].join('\n')}\n`);
      return createMasterKey(made);
    },
  });
}

function readKeys(file: string): [MasterKey, ...MasterKey[]] {
  const lines = linesOf(file);
  if (lines.some((line) => line.length < minimumLength)) {
    throw new ConfigError(`Each line of ${file} must have at least ${minimumLength} characters.`);
  }
  const [newest, ...older] = lines.map(createMasterKey);
  if (!newest) throw new ConfigError(`${file} holds no master key.`);
  return [newest, ...older];
}

function linesOf(file: string): string[] {
  if (!existsSync(file)) throw new ConfigError(`There is no key file ${file}.`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const newSecret = () => randomBytes(32).toString('base64url');

/** Whole or not at all: a process that reads meanwhile sees the file before or after. */
function replaceFile(file: string, content: string): void {
  const made = `${file}.${process.pid}`;
  writeFileSync(made, content, { mode: 0o600 });
  renameSync(made, file);
}

/** The key file of the one-machine hub, made once and readable by its owner alone. */
function ensureLocalFile(dataDir: string): string {
  const file = path.join(dataDir, 'master.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const made = `${file}.${process.pid}`;
    writeFileSync(made, newSecret(), { mode: 0o600 });
    try {
      // Whole or not at all, and never over the key of another process that was faster.
      linkSync(made, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(made);
    }
  }
  chmodSync(file, 0o600);
  return file;
}
