import { createHash } from 'node:crypto';
import { normalizeEmail } from './input-rules.js';

/** What stands for an e-mail address where the address itself is not to be written down: SHA-256, hexadecimal. */
export const emailDigest = (email: string): string => createHash('sha256').update(normalizeEmail(email)).digest('hex');

/** The same of a column, in SQL; null where the column is. */
export const emailDigestSql = (column: string): string =>
  `encode(sha256(convert_to(lower(btrim(${column})), 'UTF8')), 'hex')`;
