import { randomBytes } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A hashed id as the vendor shows them, such as `Opnel5aKBz`; random, so that no two sandboxes share one. */
export function hashedId(length = 10): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}
