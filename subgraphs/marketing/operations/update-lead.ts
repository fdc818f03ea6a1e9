import { ConflictError } from '../../../platform/errors/errors.js';
import { checked, given } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Lead } from '../entities/lead.js';
import type { UpdateLeadInput } from '../resolvers/inputs.js';
import { contactFacts } from '../scoring/contact-facts.js';
import { scoreOf } from '../scoring/score-rules.js';
import { leadChangeRules } from './input-rules.js';
import { tellLeadChanged } from './tell-lead-changed.js';

/**
 * Changes a lead that is followed up; what is left out stays, null empties, and leaves the score to the rules.
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
  const scoreBefore = lead.score;
  unit.em.assign(lead, fields);
  if (fields.score !== undefined) lead.scoredByHand = fields.score !== null;
  if (!lead.scoredByHand) {
    const facts = (await contactFacts(unit.em, [lead.contactId])).get(lead.contactId);
    if (facts) lead.score = scoreOf({ source: lead.source, ...facts });
  }
  await unit.em.flush();
  if (lead.score !== scoreBefore) await tellLeadChanged(unit, lead);
  return lead;
}
