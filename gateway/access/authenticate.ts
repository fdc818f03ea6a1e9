import { z } from 'zod';
import type { Database } from '../../platform/database/database.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Caller } from '../../platform/service/caller.js';
import type { Authenticate } from '../server/call-context.js';
import { hashKey } from './api-key.js';

const found = z.array(
  z.object({ id: z.uuid(), organization_id: z.uuid(), name: z.string(), scopes: z.array(z.string()) }),
);

/** How long an answer is good for, in milliseconds: a revoked key opens nothing for longer than that. */
const rememberedMs = 2_000;

/** Finds the caller of `authorization: Bearer <key>` or `x-api-key: <key>`; `null` for a missing, wrong or expired key. */
export function createAuthenticate(database: Database): Authenticate {
  const remembered = new BoundedCache<string, { caller: Caller | null; until: number }>(10_000);

  return async (headers) => {
    const key = keyOf(headers.authorization, headers['x-api-key']);
    if (!key) return null;
    const hash = hashKey(key);
    const id = hash.toString('base64');
    const known = remembered.get(id);
    if (known && known.until > performance.now()) return known.caller;
    const [row] = found.parse(await database.acrossOrganizations('select * from access.find_api_key(?)', [hash]));
    const caller = row
      ? {
          organizationId: row.organization_id,
          actor: { kind: 'api-key' as const, id: row.id, name: row.name },
          scopes: row.scopes,
        }
      : null;
    remembered.set(id, { caller, until: performance.now() + rememberedMs });
    return caller;
  };
}

function keyOf(authorization: unknown, apiKey: unknown): string | null {
  if (typeof authorization === 'string') return /^Bearer +(\S{8,512})$/i.exec(authorization)?.[1] ?? null;
  return typeof apiKey === 'string' && apiKey.length <= 512 ? apiKey : null;
}
