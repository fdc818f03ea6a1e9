import { checked } from '../../../platform/service/check-input.js';
import { optional, text } from '../../../platform/service/input-rules.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';
import { TermsStatus } from '../entities/terms-status.js';
import { moveTermsStatus } from './move-terms-status.js';

interface DeclineTermsInput {
  id: string;
  declinedAt?: Date;
  reason?: string | null;
  expectedVersion?: number | null;
}

/**
 * Notes that the customer does not accept the terms.
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when they were answered already
 */
export async function declineTerms(unit: UnitOfWork, input: DeclineTermsInput): Promise<TermsAcceptance> {
  const declineReason = checked(optional(text(2_000)), input.reason);
  const terms = await loadForChange(unit, TermsAcceptance, input.id, input.expectedVersion);
  await moveTermsStatus(unit, terms, TermsStatus.DECLINED);
  unit.em.assign(terms, { declinedAt: input.declinedAt ?? unit.now(), declineReason });
  await unit.em.flush();
  return terms;
}
