import { v7 as timeOrderedUuid } from 'uuid';
import { z } from 'zod';
import type { Database, EntityManager } from '../database/database.js';
import type { SecretBox } from '../secrets/secret-box.js';
import type { Caller } from '../service/caller.js';
import { AuditKeys } from './audit-key.js';
import { type AuditOutcome, entryHash, firstHash, type StoredEntry } from './entry.js';
import { fitForLog } from './personal-fields.js';

/** What is to be put on record; who, from where, when and for which request are taken from the unit of work. */
export interface AuditEntry {
  /** Thing and what was done to it: `invoice.sent`. */
  event: string;
  outcome: AuditOutcome;
  subject: { type: string; id: string } | null;
  /** Arguments, changes, error codes; secrets, personal data and long texts are taken out here. */
  details: Readonly<Record<string, unknown>>;
  /** Properties among them that are personal besides those that are everywhere. Default none. */
  personal?: readonly string[];
}

/** What an entry takes from the unit of work it is about. */
interface RecordedUnit {
  em: EntityManager;
  caller: Caller;
  requestId: string;
  now(): Date;
}

/** The log of one organization, ready to be added to. */
export interface OpenAuditLog {
  /**
   * Adds an entry in the unit's transaction. Call it last: until the commit, every other entry of the organization
   * waits, which is what keeps the chain one chain.
   */
  append(unit: RecordedUnit, entry: AuditEntry): Promise<void>;
}

export interface AuditLog {
  /** What entries are hashed with. */
  keys: AuditKeys;
  /** Call it with no transaction open. */
  open(organizationId: string): Promise<OpenAuditLog>;
}

const longestDetails = 20_000;

const chain = z.array(z.object({ last_sequence: z.coerce.bigint(), last_hash: z.string() }));

/** The log of who did what (docs/decisions/0023-audit-log.md): only added to, each entry bound to the one before. */
export function createAuditLog(database: Database, secretBox: SecretBox): AuditLog {
  const keys = new AuditKeys(database, secretBox);

  return {
    keys,
    async open(organizationId) {
      const key = await keys.of(organizationId);
      return {
        async append({ em, caller, requestId, now }, entry) {
          await em.flush();
          await em.execute(
            'insert into audit.chains (organization_id, last_sequence, last_hash) values (?, 0, ?) on conflict do nothing',
            [organizationId, firstHash],
          );
          const [end] = chain.parse(
            await em.execute('select last_sequence, last_hash from audit.chains where organization_id = ? for update', [
              organizationId,
            ]),
          );
          if (!end) throw new Error('the end of the audit log was not found');
          const stored: StoredEntry = {
            sequence: end.last_sequence + 1n,
            id: timeOrderedUuid(),
            occurred_at: now(),
            event: entry.event,
            outcome: entry.outcome,
            actor_kind: caller.actor.kind,
            actor_id: caller.actor.id,
            actor_name: caller.actor.name,
            address: caller.address ?? null,
            request_id: requestId,
            subject_type: entry.subject?.type ?? null,
            subject_id: entry.subject?.id ?? null,
            details: detailsText(entry),
          };
          const hash = entryHash(key, organizationId, end.last_hash, stored);
          const row = {
            organization_id: organizationId,
            ...stored,
            sequence: String(stored.sequence),
            previous_hash: end.last_hash,
            hash,
          };
          const columns = Object.keys(row);
          await em.execute(
            `with added as (
               insert into audit.entries (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')}))
             update audit.chains set last_sequence = ?, last_hash = ? where organization_id = ?`,
            [...Object.values(row), row.sequence, hash, organizationId],
          );
        },
      };
    },
  };
}

function detailsText({ details, personal }: AuditEntry): string {
  const text = JSON.stringify(fitForLog(details, personal));
  return text.length > longestDetails ? JSON.stringify({ tooLong: text.length, keys: Object.keys(details) }) : text;
}
