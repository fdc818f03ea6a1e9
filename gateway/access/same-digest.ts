import { timingSafeEqual } from 'node:crypto';

/** Whether two digests are the same text, found out in constant time. */
export const isSameDigest = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
