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

/** What came of a call. */
export interface SignInEntry {
  event: string;
  outcome: 'DONE' | 'REFUSED';
  person: Pick<Person, 'id' | 'name'>;
  details?: Readonly<Record<string, unknown>>;
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
  /** Runs `work`, which finds out who it is about, and puts on record what it says came of it, in one transaction. */
  run<T>(
    call: RecordedCall,
    work: (em: EntityManager) => Promise<{ result: T; entry: SignInEntry | null }>,
  ): Promise<T>;
}

export function createSignInRecord(database: Database, audit: AuditLog): SignInRecord {
  const run: SignInRecord['run'] = async ({ organizationId, address, requestId }, work) => {
    const log = await audit.open(organizationId);
    return database.transaction(organizationId, async (em) => {
      const { result, entry } = await work(em);
      if (!entry) return result;
      const { event, outcome, person, details = {} } = entry;
      const { id, name } = person;
      const caller = { organizationId, address, scopes: [], actor: { kind: 'user' as const, id, name } };
      const unit = { em, requestId, now: () => new Date(), caller };
      await log.append(unit, { event, outcome, subject: { type: 'User', id }, details });
      return result;
    });
  };
  return {
    run,
    write: (call, person, event, work) =>
      run(call, async (em) => {
        const result = await work(em);
        return { result, entry: result ? { event, outcome: 'DONE', person } : null };
      }),
    refusal: (call, person, event) =>
      run(call, async () => ({ result: undefined, entry: { event, outcome: 'REFUSED', person } })),
  };
}
