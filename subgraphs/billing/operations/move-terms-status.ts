import { requireTransition } from '../../../platform/service/require-transition.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { TermsAcceptance } from '../entities/terms-acceptance.js';
import { type TermsStatus, termsTransitions } from '../entities/terms-status.js';
import { contactOf } from './event-facts.js';

/**
 * The one place where the status of a customer's answer to terms changes.
 * @throws ConflictError when the status machine has no such transition
 */
export async function moveTermsStatus(unit: UnitOfWork, terms: TermsAcceptance, to: TermsStatus): Promise<void> {
  const from = terms.status;
  requireTransition('An answer to terms', termsTransitions, from, to);
  terms.status = to;
  await unit.em.flush();
  await tellOfTerms(unit, terms, from);
}

/** @param from `null` when they are new */
export async function tellOfTerms(unit: UnitOfWork, terms: TermsAcceptance, from: TermsStatus | null): Promise<void> {
  const { id: termsAcceptanceId, companyId, customerId, status: to } = terms;
  const contactId = await contactOf(unit, customerId);
  await unit.emit('terms.status-changed', { termsAcceptanceId, companyId, customerId, contactId, from, to });
}
