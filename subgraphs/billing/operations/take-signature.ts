import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { takeQuoteSignature } from './take-quote-signature.js';
import { takeTermsSignature } from './take-terms-signature.js';

/** A signature moved on at its vendor: what it is for follows. Said again, late or out of order, the end is the same. */
export async function takeSignature(unit: UnitOfWork, signature: DomainEventData<'signature.changed'>): Promise<void> {
  switch (signature.subjectType) {
    case 'quote':
      return takeQuoteSignature(unit, signature);
    case 'terms-acceptance':
      return takeTermsSignature(unit, signature);
    case 'intervention':
      return;
  }
}
