import { checked } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Lead } from '../entities/lead.js';
import { LeadStatus } from '../entities/lead-status.js';
import { qualificationRules } from './input-rules.js';
import { moveLeadStatus } from './move-lead-status.js';

interface QualifyLeadInput {
  id: string;
  score?: number | null;
  notes?: string | null;
  expectedVersion?: number | null;
}

/**
 * The interest is real. A score or notes that are left out stay as they are.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the lead is not new
 * @throws InvalidInputError
 */
export async function qualifyLead(unit: UnitOfWork, input: QualifyLeadInput): Promise<Lead> {
  const { score, notes } = checked(qualificationRules, input);
  const lead = await loadForChange(unit, Lead, input.id, input.expectedVersion);
  if (score !== null) Object.assign(lead, { score, scoredByHand: true });
  lead.notes = notes ?? lead.notes;
  lead.qualifiedAt = unit.now();
  await moveLeadStatus(unit, lead, LeadStatus.QUALIFIED);
  return lead;
}
