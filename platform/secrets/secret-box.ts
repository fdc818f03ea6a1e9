import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HubError } from '../errors/hub-error.js';
import type { MasterKey } from './master-key.js';

/** What is stored in place of a secret. All byte strings are base64url. */
const sealedSecret = z.object({
  v: z.literal(1),
  /** The master key that wraps the data key. */
  kid: z.string(),
  /** The data key, encrypted by the master key. */
  key: z.string(),
  /** The secret, encrypted by the data key. */
  box: z.string(),
});
export type SealedSecret = z.infer<typeof sealedSecret>;

/** A stored secret can't be opened: made under another master key, moved to another row, or altered. */
export class SecretUnreadableError extends HubError {
  readonly code = 'SECRET_UNREADABLE';
  readonly httpStatus = 500;
}

/** Envelope encryption: each secret has a data key of its own (AES-256-GCM), wrapped by the master key. */
export interface SecretBox {
  /** @param place organization, table, row and column; the secret opens nowhere else */
  seal(plaintext: string, place: string): SealedSecret;
  /** @throws SecretUnreadableError */
  open(sealed: SealedSecret, place: string): string;
}

const nonceBytes = 12;
const tagBytes = 16;

function encrypt(key: Buffer, plaintext: Buffer, place: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: Buffer, boxed: string, place: string): Buffer {
  const bytes = Buffer.from(boxed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}

export function createSecretBox(masterKey: MasterKey): SecretBox {
  const wrappingKey = masterKey.derive('secret-box');
  return {
    seal(plaintext, place) {
      const dataKey = randomBytes(32);
      return {
        v: 1,
        kid: masterKey.id,
        key: encrypt(wrappingKey, dataKey, place),
        box: encrypt(dataKey, Buffer.from(plaintext), place),
      };
    },
    open(sealed, place) {
      if (sealed.kid !== masterKey.id) {
        throw new SecretUnreadableError(`The secret was sealed under master key ${sealed.kid}, not ${masterKey.id}.`);
      }
      try {
        return decrypt(decrypt(wrappingKey, sealed.key, place), sealed.box, place).toString();
      } catch (cause) {
        throw new SecretUnreadableError('The stored secret was altered or moved.', { cause });
      }
    },
  };
}
