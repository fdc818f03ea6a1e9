import type { DomainEvent } from '../../../platform/events/domain-event-job.js';
import type { DomainEventName } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { chooseConnection } from '../connections/choose-connection.js';
import { invariants } from './invariants.js';

/** Writes down what has to come of an event, in the transaction that its flows are run in: both are known, or neither. */
export async function expectOutcomes<Name extends DomainEventName>(
  { em, caller, now }: UnitOfWork,
  { name: event, data }: Pick<DomainEvent<Name>, 'name' | 'data'>,
): Promise<void> {
  for (const { name, expects, connector, withinMs } of invariants) {
    const expected = expects(event, data);
    if (!expected) continue;
    const { type, id, companyId, interventionId = null } = expected.subject;
    const connection = await chooseConnection(em, { connector, companyId });
    if (!connection?.active) continue;
    const begins = Math.max(now().getTime(), expected.from?.getTime() ?? 0);
    const dueAt = new Date(begins + withinMs);
    const behind = type === 'intervention' ? id : interventionId;
    await em.execute(
      `insert into integrations.expectations
         (id, organization_id, created_at, updated_at, invariant, connector, subject_type, subject_id, intervention_id, due_at, check_at)
       values (gen_random_uuid(), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (organization_id, invariant, subject_id) where resolved_at is null do nothing`,
      [caller.organizationId, now(), now(), name, connector, type, id, behind, dueAt, dueAt],
    );
  }
}
