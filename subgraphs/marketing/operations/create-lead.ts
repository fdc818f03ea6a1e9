import { checked } from '../../../platform/service/check-input.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { LeadStatus } from '../entities/lead-status.js';
import type { CreateLeadInput } from '../resolvers/inputs.js';
import { contactFacts } from '../scoring/contact-facts.js';
import { scoreOf } from '../scoring/score-rules.js';
import { leadRules } from './input-rules.js';

/**
 * @throws InvalidInputError
 * @throws NotFoundError when the contact is not there
 */
export async function createLead(unit: UnitOfWork, input: CreateLeadInput): Promise<Lead> {
  const fields = checked(leadRules, input);
  await requireRow(unit, Contact, fields.contactId, { field: 'contactId' });
  const facts = (await contactFacts(unit.em, [fields.contactId])).get(fields.contactId);
  const lead = unit.em.create(Lead, {
    ...fields,
    score: fields.score ?? (facts ? scoreOf({ source: fields.source, ...facts }) : null),
    scoredByHand: fields.score !== null,
    status: LeadStatus.NEW,
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  await unit.emit('lead.created', { leadId: lead.id, contactId: lead.contactId });
  return lead;
}
