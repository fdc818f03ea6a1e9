import { hashKey } from '../../platform/access/api-key-format.js';
import type { Database } from '../../platform/database/database.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Authenticate, CallHeaders } from '../server/call-context.js';
import { findCallers, type KnownCaller } from './find-callers.js';
import type { KeyUses } from './key-uses.js';

/** How long an answer is good for, in milliseconds: a revoked key opens nothing for longer than that. */
const rememberedMs = 2_000;

/**
 * Finds the caller of `authorization: Bearer <key or access token>` or `x-api-key: <key>`; `null` for a missing, wrong or
 * expired one.
 * @throws ForbiddenError when the key is good, but not at this address
 */
export function createAuthenticate(database: Database, uses: Pick<KeyUses, 'note'>): Authenticate {
  const remembered = new BoundedCache<string, { known: KnownCaller | null; until: number }>(10_000);

  return async ({ headers, address }) => {
    const key = keyOf(headers);
    if (!key) return null;
    const digest = hashKey(key).toString('base64url');
    let answer = remembered.get(digest);
    if (!answer || answer.until <= performance.now()) {
      const known = (await findCallers(database, [digest])).get(digest) ?? null;
      answer = { known, until: performance.now() + rememberedMs };
      remembered.set(digest, answer);
    }
    if (!answer.known) return null;
    const { caller, mayComeFrom } = answer.known;
    if (mayComeFrom && !mayComeFrom(address)) throw new ForbiddenError(`This key is not for use from ${address}.`);
    if (caller.credential.kind === 'api-key') uses.note(caller.organizationId, caller.credential.id);
    return caller;
  };
}

function keyOf({ authorization, 'x-api-key': apiKey }: CallHeaders): string | null {
  if (typeof authorization === 'string') return /^Bearer +(\S{8,512})$/i.exec(authorization)?.[1] ?? null;
  return typeof apiKey === 'string' && apiKey.length <= 512 ? apiKey : null;
}
