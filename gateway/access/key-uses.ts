import type { Database } from '../../platform/database/database.js';
import type { Logger } from '../../platform/telemetry/logger.js';

/** How long uses are gathered before they are written, in milliseconds. */
const gatherMs = 5_000;

/** Writes down when keys were last used: one statement an organization every few seconds, however many calls there were. */
export interface KeyUses {
  note(organizationId: string, keyId: string): void;
  /** Writes what is gathered. */
  close(): Promise<void>;
}

const write = `update access.api_keys k set last_used_at = u.at
  from unnest(?::uuid[], ?::timestamptz[]) as u (id, at)
  where k.id = u.id and (k.last_used_at is null or k.last_used_at < u.at)`;

export function createKeyUses(database: Database, logger: Logger): KeyUses {
  let gathered = new Map<string, Map<string, Date>>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = async () => {
    const uses = gathered;
    gathered = new Map();
    timer = undefined;
    for (const [organizationId, keys] of uses) {
      const parameters = [`{${[...keys.keys()]}}`, `{${[...keys.values()].map((at) => at.toISOString())}}`];
      await database
        .transaction(organizationId, (em) => em.execute(write, parameters))
        .catch((err: unknown) => logger.warn({ err }, 'the last use of keys could not be written'));
    }
  };

  return {
    note(organizationId, keyId) {
      const keys = gathered.get(organizationId) ?? new Map<string, Date>();
      gathered.set(organizationId, keys.set(keyId, new Date()));
      timer ??= setTimeout(() => {
        writing = flush();
      }, gatherMs).unref();
    },
    async close() {
      clearTimeout(timer);
      await writing;
      await flush();
    },
  };
}
