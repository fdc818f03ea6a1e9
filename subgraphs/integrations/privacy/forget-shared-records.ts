import { idList } from '../../../platform/database/id-list.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';

/** Empties what is kept here of erased contacts to compare them by: what both sides last had, and where they clashed. */
export async function forgetSharedRecords(
  { em }: UnitOfWork,
  { contactIds }: DomainEventData<'person.contacts-erased'>,
): Promise<void> {
  const contacts = idList(contactIds);
  await em.execute('update integrations.external_records set base = null where subject_id = any(?::uuid[])', [
    contacts,
  ]);
  await em.execute('delete from integrations.conflicts where subject_id = any(?::uuid[])', [contacts]);
}
