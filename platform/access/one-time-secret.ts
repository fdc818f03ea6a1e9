import { createHash, randomBytes } from 'node:crypto';

/** A secret with 256 random bits that is told once, in base64url; what is kept of it is its hash. */
export const generateSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256: enough for what nobody can guess. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
