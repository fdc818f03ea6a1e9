import { checked } from '../../../platform/service/check-input.js';
import { optional, text } from '../../../platform/service/input-rules.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';
import { TermsStatus } from '../entities/terms-status.js';
import { moveTermsStatus } from './move-terms-status.js';

interface AcceptTermsInput {
  id: string;
  acceptedAt?: Date | null;
  acceptedBy?: string | null;
  evidence?: string | null;
  expectedVersion?: number | null;
}

/**
 * Notes that the customer accepted the terms; now, unless told when.
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when they were answered already
 */
export async function acceptTerms(unit: UnitOfWork, input: AcceptTermsInput): Promise<TermsAcceptance> {
  const acceptedBy = checked(optional(text(200)), input.acceptedBy);
  const evidence = checked(optional(text(5_000)), input.evidence);
  const terms = await loadForChange(unit, TermsAcceptance, input.id, input.expectedVersion);
  await moveTermsStatus(unit, terms, TermsStatus.ACCEPTED);
  unit.em.assign(terms, { acceptedAt: input.acceptedAt ?? unit.now(), acceptedBy, evidence });
  await unit.em.flush();
  return terms;
}
