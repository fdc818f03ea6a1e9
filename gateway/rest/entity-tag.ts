import { createHash } from 'node:crypto';
import { HubError } from '../../platform/errors/hub-error.js';

/** What is to be changed is no longer what the client last saw (If-Match). */
export class PreconditionFailedError extends HubError {
  readonly code = 'PRECONDITION_FAILED';
  readonly httpStatus = 412;
}

/** The thing that an answer is about: the one of its values with an id. */
export function resourceOf(body: unknown): Readonly<Record<string, unknown>> | null {
  const values = Object.values(body ?? {});
  return values.find((value) => value !== null && typeof value === 'object' && 'id' in value) ?? null;
}

/**
 * The tag of an answer: its thing's version in quotes, to be sent back in If-Match; of what has no version, a weak one
 * of the whole body, which only tells whether it changed.
 */
export function entityTagOf(body: object): string {
  const version = resourceOf(body)?.version;
  if (typeof version === 'number') return `"${version}"`;
  return `W/"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`;
}

/** Whether If-None-Match holds the tag (RFC 9110, 13.1.2: the comparison is weak). */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const bare = (one: string) => one.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((one) => bare(one) === bare(tag));
}

/**
 * The version in If-Match; null when there is none or any will do (`*`).
 * @throws PreconditionFailedError when it is no tag that a version has: nothing can match it
 */
export function expectedVersionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const version = /^\s*"(\d{1,9})"\s*$/.exec(ifMatch)?.[1];
  if (version !== undefined) return Number(version);
  throw new PreconditionFailedError('If-Match must be the ETag of an earlier answer, like "3", or *.');
}
