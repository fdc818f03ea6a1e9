import { LockMode } from '@mikro-orm/core';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';
import { TermsStatus, termsTransitions } from '../entities/terms-status.js';
import { acceptTerms } from './accept-terms.js';
import { declineTerms } from './decline-terms.js';
import { moveTermsStatus } from './move-terms-status.js';

/** Lets a customer's answer to terms follow its signature; what would go backwards is left out. */
export async function takeTermsSignature(
  unit: UnitOfWork,
  signature: DomainEventData<'signature.changed'>,
): Promise<void> {
  const { subjectId: id, signatureId, state, fileId } = signature;
  const terms = await unit.em.findOne(TermsAcceptance, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!terms) return;
  const at = new Date(signature.at);
  const may = (to: TermsStatus) => termsTransitions[terms.status].includes(to);
  switch (state) {
    case 'VIEWED':
    case 'PARTLY_SIGNED':
      if (!terms.viewedAt || at < terms.viewedAt) terms.viewedAt = at;
      return unit.em.flush();
    case 'COMPLETED': {
      if (!may(TermsStatus.ACCEPTED)) return;
      const evidence = `Signature ${signatureId} of ${signature.at}${fileId === null ? '' : `, file ${fileId}`}`;
      const acceptedBy = signature.signedBy?.trim().slice(0, 200) || null;
      await acceptTerms(unit, { id, acceptedAt: at, acceptedBy, evidence });
      return;
    }
    case 'DECLINED':
      if (!may(TermsStatus.DECLINED)) return;
      await declineTerms(unit, { id, declinedAt: at, reason: signature.reason?.trim().slice(0, 2_000) || null });
      return;
    case 'EXPIRED':
      if (may(TermsStatus.EXPIRED)) await moveTermsStatus(unit, terms, TermsStatus.EXPIRED);
      return;
    case 'REQUESTED':
    case 'CANCELLED':
      return;
  }
}
