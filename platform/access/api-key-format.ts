import { createHash, randomBytes } from 'node:crypto';

/** How much of a key is kept and shown, so that people can tell keys apart: `psk_` and six characters. */
const prefixLength = 10;

/** A new key: `psk_` and 256 random bits in base64url. Shown once; only its hash is kept. */
export const generateKey = (): string => `psk_${randomBytes(32).toString('base64url')}`;

export const prefixOf = (key: string): string => key.slice(0, prefixLength);

/**
 * What is stored of a key: SHA-256. A slow hash protects secrets that can be guessed; among 2^256 keys there is nothing to
 * guess, and this one is computed for every call.
 */
export const hashKey = (key: string): Buffer => createHash('sha256').update(key).digest();
