import { checked } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Lead } from '../entities/lead.js';
import { LeadStatus } from '../entities/lead-status.js';
import { lossRules } from './input-rules.js';
import { moveLeadStatus } from './move-lead-status.js';

interface LoseLeadInput {
  id: string;
  reason?: string | null;
  expectedVersion?: number | null;
}

/**
 * Nothing comes of it.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the lead is closed
 */
export async function loseLead(unit: UnitOfWork, input: LoseLeadInput): Promise<Lead> {
  const { reason } = checked(lossRules, input);
  const lead = await loadForChange(unit, Lead, input.id, input.expectedVersion);
  lead.lossReason = reason;
  lead.closedAt = unit.now();
  await moveLeadStatus(unit, lead, LeadStatus.LOST);
  return lead;
}
