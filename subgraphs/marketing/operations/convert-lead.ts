import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { LeadStatus } from '../entities/lead-status.js';
import { moveLeadStatus } from './move-lead-status.js';

/**
 * The lead is won: its contact is a client, since now or since an earlier one.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the lead is not qualified
 */
export async function convertLead(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<Lead> {
  const lead = await loadForChange(unit, Lead, id, expectedVersion);
  const contact = await loadForChange(unit, Contact, lead.contactId);
  lead.closedAt = unit.now();
  contact.clientSince ??= unit.now();
  await moveLeadStatus(unit, lead, LeadStatus.CONVERTED);
  const { displayName, email, phone } = contact;
  await unit.emit('client.converted', { leadId: lead.id, contactId: contact.id, displayName, email, phone });
  return lead;
}
