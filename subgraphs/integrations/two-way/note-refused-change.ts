import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { ExternalRecord } from '../entities/external-record.js';
import { Conflict, ConflictStatus } from './conflict.js';
import { openConflict } from './note-conflicts.js';

/** What our side could not take over from a vendor goes to the inbox, with the reason: nobody's value is lost. */
export async function noteRefusedChange(
  unit: UnitOfWork,
  refused: DomainEventData<'record.change-refused'>,
): Promise<void> {
  const { type, subjectId, connectionId, connector, externalId, changes, ours, reason } = refused;
  const which = { connectionId, recordType: type, externalId };
  const record = await unit.em.findOne(ExternalRecord, which);
  if (record?.erasedAt) return;
  for (const [field, theirs] of Object.entries(changes)) {
    if ((await unit.em.count(Conflict, { ...which, field, status: ConflictStatus.OPEN })) > 0) continue;
    const base = record?.base?.[field] ?? null;
    // What only the vendor has changed is here as both had it; the next comparison says what it is now.
    const conflict = { field, base, ours: ours[field] ?? base, theirs, rule: 'refused here', reason };
    await openConflict(unit, { ...which, connector, subjectId }, conflict);
  }
}
