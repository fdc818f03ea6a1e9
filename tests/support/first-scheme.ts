import { createCipheriv, randomBytes } from 'node:crypto';
import { createMasterKey } from '../../platform/secrets/master-key.js';

/** A secret as hubs sealed it before there were data keys of organizations: its own key beside it. */
export function sealByFirstScheme(masterSecret: string, place: string, secret: string) {
  const master = createMasterKey(masterSecret);
  const box = (key: Buffer, content: Buffer) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
    return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  };
  const dataKey = randomBytes(32);
  const key = box(master.derive('secret-box'), dataKey);
  return { v: 1 as const, kid: master.id, key, box: box(dataKey, Buffer.from(secret)) };
}
