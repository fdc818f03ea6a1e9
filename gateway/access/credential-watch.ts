import type { Database } from '../../platform/database/database.js';
import type { Caller } from '../../platform/service/caller.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { Watch } from '../supergraph/event-stream.js';
import { findCallers } from './find-callers.js';

/** How often all the keys that have streams open are looked at, in milliseconds. */
const everyMs = 1_000;

export interface CredentialWatch {
  watch: Watch;
  close(): void;
}

/**
 * Ends the streams of a key that is revoked or expired, or may do something else than when they were opened, within a second
 * or two: one statement a second for all streams of this process, and none while there are none. Workers and the hub
 * itself are always let in. While the database cannot be asked nothing ends: an outage is no revocation.
 */
export function createCredentialWatch(database: Database, logger: Logger): CredentialWatch {
  /** By the key's digest; a list is never changed, but another takes its place. */
  const watched = new Map<string, readonly { rights: string; end: () => void }[]>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const look = async () => {
    // Who opens a stream while the database is asked was not asked for, and is looked at the next time.
    const asked = [...watched];
    const callers = await findCallers(
      database,
      asked.map(([digest]) => digest),
    );
    for (const [digest, readers] of asked) {
      const known = callers.get(digest);
      const rights = known && rightsOf(known.caller);
      for (const reader of readers) if (reader.rights !== rights) reader.end();
    }
  };
  const lookLater = () => {
    if (closed || timer || watched.size === 0) return;
    timer = setTimeout(async () => {
      await look().catch((err: unknown) => logger.warn({ err }, 'open streams could not be checked'));
      timer = undefined;
      lookLater();
    }, everyMs);
    timer.unref();
  };

  return {
    watch({ caller }, end) {
      if (!caller?.credential) return () => undefined;
      const { digest } = caller.credential;
      const reader = { rights: rightsOf(caller), end };
      watched.set(digest, [...(watched.get(digest) ?? []), reader]);
      lookLater();
      return () => {
        const others = (watched.get(digest) ?? []).filter((one) => one !== reader);
        if (others.length > 0) watched.set(digest, others);
        else watched.delete(digest);
      };
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const rightsOf = ({ organizationId, scopes, partnerId }: Caller): string =>
  JSON.stringify([organizationId, partnerId, [...scopes].sort()]);
