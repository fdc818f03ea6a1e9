import { createHash, hkdfSync } from 'node:crypto';

/** The root of every other key: it wraps the organizations' data keys and signs calls between services. */
export interface MasterKey {
  /** The version's name, in the database and in error messages; says nothing of its value. */
  id: string;
  /** A 32-byte key for one purpose (HKDF-SHA-256, RFC 5869): two purposes never share key bytes. */
  derive(purpose: string): Buffer;
}

/** @param secret at least 32 characters from a random source */
export function createMasterKey(secret: string): MasterKey {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, 'passerelle', purpose, 32));
  return { id: createHash('sha256').update(derive('key-id')).digest('hex').slice(0, 12), derive };
}
