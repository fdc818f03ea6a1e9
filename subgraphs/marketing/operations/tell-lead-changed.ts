import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Lead } from '../entities/lead.js';

/** Tells how far a lead has come and how promising it is. */
export function tellLeadChanged(unit: UnitOfWork, { id: leadId, contactId, status, score }: Lead): Promise<void> {
  return unit.emit('lead.changed', { leadId, contactId, status, score });
}
