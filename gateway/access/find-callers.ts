import { z } from 'zod';
import { addressListOf } from '../../platform/access/address-list.js';
import { covers, roles, scopesOf } from '../../platform/access/roles.js';
import type { Database } from '../../platform/database/database.js';
import type { Actor, Caller, Credential } from '../../platform/service/caller.js';
import { type Scope, scopes } from '../../platform/service/scopes.js';
import { isSameDigest } from './same-digest.js';

/** A caller, and where it may call from. */
export interface KnownCaller {
  caller: Caller & { credential: Credential };
  /** `null`: from anywhere. */
  mayComeFrom: ((address: string) => boolean) | null;
}

const keyRows = z.array(
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

const tokenRows = z.array(
  z.object({
    digest: z.instanceof(Buffer),
    organization_id: z.uuid(),
    client_id: z.string(),
    client_name: z.string(),
    client_scopes: z.array(z.string()),
    scope: z.string().nullable(),
    user_id: z.uuid().nullable(),
    user_name: z.string().nullable(),
    roles: z.array(z.enum(roles)).nullable(),
  }),
);

const from = 'from unnest(?::bytea[]) as shown (digest) cross join lateral';
const keys = `select found.* ${from} access.find_api_key(shown.digest) as found`;
const tokens = `select found.* ${from} access.find_access_token(shown.digest) as found`;

/**
 * Whose the keys and access tokens are that callers have shown: those that are good.
 * @param digests SHA-256 of each, in base64url
 * @returns by digest
 */
export async function findCallers(database: Database, digests: readonly string[]): Promise<Map<string, KnownCaller>> {
  const callers = new Map<string, KnownCaller>();
  const add = (hash: Buffer, callerOf: (digest: string) => KnownCaller) => {
    const digest = hash.toString('base64url');
    // The index has compared it already; what an index's time may tell is of a digest, which nobody can steer.
    if (digests.some((shown) => isSameDigest(shown, digest))) callers.set(digest, callerOf(digest));
  };
  for (const row of keyRows.parse(await database.acrossOrganizations(keys, [byteArray(digests)]))) {
    add(row.key_hash, (digest) => callerOfKey(row, digest));
  }
  const others = digests.filter((digest) => !callers.has(digest));
  if (others.length === 0) return callers;
  for (const row of tokenRows.parse(await database.acrossOrganizations(tokens, [byteArray(others)]))) {
    add(row.digest, (digest) => callerOfToken(row, digest));
  }
  return callers;
}

function callerOfKey(row: z.infer<typeof keyRows>[number], digest: string): KnownCaller {
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

/** A token does what it was given for, its client may and, when a person signed in for it, the person may: all three. */
function callerOfToken(row: z.infer<typeof tokenRows>[number], digest: string): KnownCaller {
  const asked: readonly string[] = row.scope?.split(' ') ?? [];
  const limits = [asked, row.client_scopes, ...(row.roles ? [scopesOf(row.roles)] : [])];
  const actor: Actor = row.user_id
    ? { kind: 'user', id: row.user_id, name: row.user_name ?? '' }
    : { kind: 'oauth-client', id: row.client_id, name: row.client_name };
  return {
    caller: {
      organizationId: row.organization_id,
      actor,
      scopes: inAll(limits),
      credential: { kind: 'access-token', id: row.client_id, digest },
    },
    mayComeFrom: null,
  };
}

/** What every one of several sets of scopes covers; `admin` only when all of them have it. */
const inAll = (limits: readonly (readonly string[])[]): Scope[] =>
  scopes.filter((scope) => limits.every((held) => (scope === 'admin' ? held.includes(scope) : covers(held, scope))));

/** PostgreSQL's text form of a `bytea[]`. */
const byteArray = (digests: readonly string[]): string =>
  `{${digests.map((digest) => `"\\\\x${Buffer.from(digest, 'base64url').toString('hex')}"`)}}`;
