import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { addressListOf } from '../../platform/access/address-list.js';
import { hashKey } from '../../platform/access/api-key-format.js';
import type { Database } from '../../platform/database/database.js';
import { ForbiddenError } from '../../platform/errors/errors.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Caller } from '../../platform/service/caller.js';
import type { Authenticate, CallHeaders } from '../server/call-context.js';
import type { KeyUses } from './key-uses.js';

const found = z.array(
  z.object({
    id: z.uuid(),
    organization_id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.string()),
    key_hash: z.instanceof(Buffer),
    rate_limit_per_minute: z.number().nullable(),
    allowed_addresses: z.array(z.string()),
    partner_id: z.uuid().nullable(),
  }),
);

/** A caller, and where it may call from. */
interface Known {
  caller: Caller;
  /** `null`: from anywhere. */
  mayComeFrom: ((address: string) => boolean) | null;
}

/** How long an answer is good for, in milliseconds: a revoked key opens nothing for longer than that. */
const rememberedMs = 2_000;

/**
 * Finds the caller of `authorization: Bearer <key>` or `x-api-key: <key>`; `null` for a missing, wrong or expired key.
 * @throws ForbiddenError when the key is good, but not at this address
 */
export function createAuthenticate(database: Database, uses: Pick<KeyUses, 'note'>): Authenticate {
  const remembered = new BoundedCache<string, { known: Known | null; until: number }>(10_000);

  const find = async (hash: Buffer): Promise<Known | null> => {
    const [row] = found.parse(await database.acrossOrganizations('select * from access.find_api_key(?)', [hash]));
    // The index has compared it already, and what it may tell by its time is of a hash that nobody can steer.
    if (!row || !timingSafeEqual(row.key_hash, hash)) return null;
    const { id, name, rate_limit_per_minute: limit, partner_id: partnerId, allowed_addresses: addresses } = row;
    return {
      caller: {
        organizationId: row.organization_id,
        actor: { kind: 'api-key', id, name },
        scopes: row.scopes,
        ...(partnerId && { partnerId }),
        credential: {
          kind: 'api-key',
          id,
          digest: hash.toString('base64url'),
          ...(limit !== null && { rateLimitPerMinute: limit }),
        },
      },
      mayComeFrom: addresses.length > 0 ? addressListOf(addresses) : null,
    };
  };

  return async ({ headers, address }) => {
    const key = keyOf(headers);
    if (!key) return null;
    const hash = hashKey(key);
    const digest = hash.toString('base64url');
    let answer = remembered.get(digest);
    if (!answer || answer.until <= performance.now()) {
      answer = { known: await find(hash), until: performance.now() + rememberedMs };
      remembered.set(digest, answer);
    }
    if (!answer.known) return null;
    const { caller, mayComeFrom } = answer.known;
    if (mayComeFrom && !mayComeFrom(address)) throw new ForbiddenError(`This key is not for use from ${address}.`);
    uses.note(caller.organizationId, caller.actor.id);
    return caller;
  };
}

function keyOf({ authorization, 'x-api-key': apiKey }: CallHeaders): string | null {
  if (typeof authorization === 'string') return /^Bearer +(\S{8,512})$/i.exec(authorization)?.[1] ?? null;
  return typeof apiKey === 'string' && apiKey.length <= 512 ? apiKey : null;
}
