import type { AuditLog } from '../../../platform/audit/audit-log.js';
import type { Database, EntityManager } from '../../../platform/database/database.js';
import type { Person } from './accounts.js';

/** Whose call it is that is put on record. */
export interface RecordedCall {
  organizationId: string;
  /** The IP address it came from. */
  address: string;
  requestId: string;
}

/** Puts on record what people do at the sign-in pages, together with what it writes. */
export interface SignInRecord {
  /** Runs `work` and puts the event on record in one transaction; nothing is on record when `work` answers false. */
  write(
    call: RecordedCall,
    person: Pick<Person, 'id' | 'name'>,
    event: string,
    work: (em: EntityManager) => Promise<boolean>,
  ): Promise<boolean>;
  /** Puts on record that somebody was not let in. */
  refusal(call: RecordedCall, person: Pick<Person, 'id' | 'name'>, event: string): Promise<void>;
}

export function createSignInRecord(database: Database, audit: AuditLog): SignInRecord {
  const unitOf = (
    em: EntityManager,
    { organizationId, address, requestId }: RecordedCall,
    { id, name }: { id: string; name: string },
  ) => ({
    em,
    requestId,
    now: () => new Date(),
    caller: { organizationId, address, scopes: [], actor: { kind: 'user' as const, id, name } },
  });
  return {
    async write(call, person, event, work) {
      const log = await audit.open(call.organizationId);
      return database.transaction(call.organizationId, async (em) => {
        if (!(await work(em))) return false;
        const subject = { type: 'User', id: person.id };
        await log.append(unitOf(em, call, person), { event, outcome: 'DONE', subject, details: {} });
        return true;
      });
    },
    async refusal(call, person, event) {
      const log = await audit.open(call.organizationId);
      await database.transaction(call.organizationId, async (em) => {
        const subject = { type: 'User', id: person.id };
        await log.append(unitOf(em, call, person), { event, outcome: 'REFUSED', subject, details: {} });
      });
    },
  };
}
