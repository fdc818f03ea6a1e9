import { z } from 'zod';
import type { Database } from '../../platform/database/database.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { Authorize } from '../supergraph/event-stream.js';

const answer = z.array(z.object({ id: z.uuid() }));

/** How long an answer is good for, in milliseconds: a revoked key receives nothing for longer than that. */
const rememberedMs = 2_000;

/**
 * Whether the key that opened a stream is neither revoked nor expired; workers and the hub itself always may. While
 * the database cannot be asked the last answer stands: an outage is no revocation.
 */
export function createStreamCheck(database: Database, logger: Logger): Authorize {
  const remembered = new BoundedCache<string, { good: Promise<boolean>; until: number }>(10_000);

  const ask = async (digest: string) => {
    const hash = Buffer.from(digest, 'base64url');
    return answer.parse(await database.acrossOrganizations('select id from access.find_api_key(?)', [hash])).length > 0;
  };

  return ({ caller }) => {
    if (!caller?.credential) return true;
    const { digest, id } = caller.credential;
    const known = remembered.get(digest);
    if (known && known.until > performance.now()) return known.good;
    const good = ask(digest).catch((err: unknown) => {
      logger.warn({ err, keyId: id }, 'it could not be found out whether a key is still good');
      return known?.good ?? true;
    });
    // The question itself is kept, so that all readers of one event ask once.
    remembered.set(digest, { good, until: performance.now() + rememberedMs });
    return good;
  };
}
