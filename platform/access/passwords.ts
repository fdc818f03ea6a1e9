import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane; some 50 milliseconds. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;

/** A password as it is stored: argon2id in PHC's string format, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(saltBytes);
  const hash = await derive('argon2id', { message: normal(password), nonce, tagLength: hashBytes, ...cost });
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(hash)}`;
}

/**
 * Whether a password is the one that was stored. With nothing stored (no such person, no password yet) it takes as long
 * and says no.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const known = stored === null ? null : parse(stored);
  const { nonce, hash, ...parameters } = known ?? nobody;
  const given = await derive('argon2id', { message: normal(password), nonce, tagLength: hash.length, ...parameters });
  return timingSafeEqual(given, hash) && known !== null;
}

interface Stored {
  memory: number;
  passes: number;
  parallelism: number;
  nonce: Buffer;
  hash: Buffer;
}

/** What a password is compared with when there is nothing to compare it with. */
const nobody: Stored = { ...cost, nonce: randomBytes(saltBytes), hash: randomBytes(hashBytes) };

function parse(stored: string): Stored {
  const [, memory, passes, parallelism, salt = '', hash = ''] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored) ?? [];
  if (!hash) throw new Error('a stored password is in no format of ours');
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** The same letters typed on two systems are one password. */
const normal = (password: string): string => password.normalize('NFKC');

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
