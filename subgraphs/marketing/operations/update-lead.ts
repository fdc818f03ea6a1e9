import { ConflictError } from '../../../platform/errors/errors.js';
import { checked, given } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Lead } from '../entities/lead.js';
import type { UpdateLeadInput } from '../resolvers/inputs.js';
import { leadChangeRules } from './input-rules.js';

/**
 * Changes a lead that is followed up; what is left out stays, null empties.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the lead is won or lost
 * @throws InvalidInputError
 */
export async function updateLead(
  unit: UnitOfWork,
  id: string,
  input: UpdateLeadInput,
  expectedVersion?: number | null,
): Promise<Lead> {
  const fields = given(checked(leadChangeRules, given(input)));
  const lead = await loadForChange(unit, Lead, id, expectedVersion);
  if (lead.closedAt !== null) {
    throw new ConflictError(`The lead is ${lead.status}: only one that is followed up can be changed.`, {
      details: { field: 'status', currentStatus: lead.status },
    });
  }
  unit.em.assign(lead, fields);
  await unit.em.flush();
  return lead;
}
