import { ConflictError } from '../../../platform/errors/errors.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Lead } from '../entities/lead.js';
import { LeadStatus } from '../entities/lead-status.js';

/**
 * Deletes a lead that was not won.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when its contact is a client by it
 */
export async function deleteLead(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<boolean> {
  const lead = await loadForChange(unit, Lead, id, expectedVersion);
  if (lead.status === LeadStatus.CONVERTED) {
    throw new ConflictError('The lead is CONVERTED: its contact is a client by it.', {
      details: { field: 'status', currentStatus: lead.status },
    });
  }
  unit.em.remove(lead);
  await unit.em.flush();
  return true;
}
