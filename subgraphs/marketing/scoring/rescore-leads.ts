import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Lead } from '../entities/lead.js';
import { tellLeadChanged } from '../operations/tell-lead-changed.js';
import { contactFacts } from './contact-facts.js';
import { scoreOf } from './score-rules.js';

/** The leads of a contact that the rules score: those that are followed up, and that no person has scored. */
export function lockScoredLeads({ em }: UnitOfWork, contactId: string): Promise<Lead[]> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;
  return em.find(Lead, { contactId, closedAt: null, scoredByHand: false }, lock);
}

/** Scores a contact's leads by what is known now, and tells of those that have another score by that. */
export async function rescoreLeads(unit: UnitOfWork, contactId: string, leads: readonly Lead[]): Promise<void> {
  if (leads.length === 0) return;
  const facts = (await contactFacts(unit.em, [contactId])).get(contactId);
  for (const lead of leads) {
    const score = facts ? scoreOf({ source: lead.source, ...facts }) : null;
    if (score === lead.score) continue;
    lead.score = score;
    await unit.em.flush();
    await tellLeadChanged(unit, lead);
  }
}
