import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { addressListOf } from '../../platform/access/address-list.js';
import type { Database } from '../../platform/database/database.js';
import type { Caller, Credential } from '../../platform/service/caller.js';

/** A caller, and where it may call from. */
export interface KnownCaller {
  caller: Caller & { credential: Credential };
  /** `null`: from anywhere. */
  mayComeFrom: ((address: string) => boolean) | null;
}

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

const keys =
  'select k.* from unnest(?::bytea[]) as shown (digest) cross join lateral access.find_api_key(shown.digest) as k';

/**
 * Who the keys are of that callers have shown: those that are good.
 * @param digests SHA-256 of each, in base64url
 * @returns by digest
 */
export async function findCallers(database: Database, digests: readonly string[]): Promise<Map<string, KnownCaller>> {
  const callers = new Map<string, KnownCaller>();
  for (const row of found.parse(await database.acrossOrganizations(keys, [byteArray(digests)]))) {
    const digest = row.key_hash.toString('base64url');
    if (digests.some((shown) => isSame(shown, digest))) callers.set(digest, callerOf(row, digest));
  }
  return callers;
}

/** The index has compared it already; what an index's time may tell is of a digest, which nobody can steer. */
const isSame = (shown: string, digest: string): boolean =>
  shown.length === digest.length && timingSafeEqual(Buffer.from(shown), Buffer.from(digest));

function callerOf(row: z.infer<typeof found>[number], digest: string): KnownCaller {
  const { id, name, rate_limit_per_minute: limit, partner_id: partnerId, allowed_addresses: addresses } = row;
  return {
    caller: {
      organizationId: row.organization_id,
      actor: { kind: 'api-key', id, name },
      scopes: row.scopes,
      ...(partnerId && { partnerId }),
      credential: { kind: 'api-key', id, digest, ...(limit !== null && { rateLimitPerMinute: limit }) },
    },
    mayComeFrom: addresses.length > 0 ? addressListOf(addresses) : null,
  };
}

/** PostgreSQL's text form of a `bytea[]`. */
const byteArray = (digests: readonly string[]): string =>
  `{${digests.map((digest) => `"\\\\x${Buffer.from(digest, 'base64url').toString('hex')}"`)}}`;
