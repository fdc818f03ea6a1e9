import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { lockScoredLeads, rescoreLeads } from '../scoring/rescore-leads.js';
import { Touch } from './touch.js';

export type NewTouch = Pick<Touch, 'contactId' | 'at' | 'kind' | 'step' | 'title' | 'source' | 'key'> & {
  subjectId?: string | null;
};

/** Writes something into a contact's timeline, once for each key, and scores the contact's leads anew. */
export async function noteTouch(unit: UnitOfWork, { subjectId = null, ...touch }: NewTouch): Promise<void> {
  // Leads before the contact, which the insertion locks: as whoever converts a lead does.
  const leads = await lockScoredLeads(unit, touch.contactId);
  const made = new Touch();
  const { organizationId } = unit.caller;
  const now = unit.now();
  Object.assign(made, touch, { subjectId, organizationId, createdAt: now, updatedAt: now });
  await unit.em
    .createQueryBuilder(Touch)
    .insert(made)
    .onConflict(['organizationId', 'contactId', 'key'])
    .ignore()
    .execute();
  await rescoreLeads(unit, touch.contactId, leads);
}
