import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The root of every other key: encryption of stored secrets, signatures of calls between services. */
export interface MasterKey {
  /** Names the key in every ciphertext; says nothing of its value. */
  id: string;
  /** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869): two purposes never share key bytes. */
  derive(purpose: string): Buffer;
}

/** @param secret at least 32 characters from a random source */
export function createMasterKey(secret: string): MasterKey {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'passerelle', purpose, 32));
  return { id: createHash('sha256').update(derive('key-id')).digest('hex').slice(0, 12), derive };
}

/**
 * The key of a hub that was given none: made once and kept in `<dataDir>/master.key`, readable by its owner alone.
 * Only for the one-machine hub; a fleet sets HUB_MASTER_KEY.
 */
export function localMasterSecret(dataDir: string): string {
  const file = path.join(dataDir, 'master.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const made = `${file}.${process.pid}`;
    writeFileSync(made, randomBytes(32).toString('base64url'), { mode: 0o600 });
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
  return readFileSync(file, 'utf8').trim();
}
