import { requireTransition } from '../../../platform/service/require-transition.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Lead } from '../entities/lead.js';
import { type LeadStatus, leadTransitions } from '../entities/lead-status.js';
import { tellLeadChanged } from './tell-lead-changed.js';

/**
 * The one place where a lead's status changes; tells of it.
 * @throws ConflictError when the status machine has no such transition
 */
export async function moveLeadStatus(unit: UnitOfWork, lead: Lead, to: LeadStatus): Promise<void> {
  const from = lead.status;
  requireTransition('A lead', leadTransitions, from, to);
  lead.status = to;
  await unit.em.flush();
  await tellLeadChanged(unit, lead);
}
