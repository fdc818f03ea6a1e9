import { ConflictError } from '../../../platform/errors/errors.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireUnreferred } from '../../../platform/service/require-unreferred.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Consent } from '../entities/consent.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { Touch } from '../timeline/touch.js';

/**
 * Deletes a contact of whom nothing is told: no lead, and no word on a consent, which is kept as evidence. A person who
 * asks to be forgotten is erased instead (`eraseBeneficiary`).
 * @throws NotFoundError
 * @throws ConflictError on a stale version, when leads or consents are the contact's, or when the contact is a client
 */
export async function deleteContact(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<boolean> {
  const { em } = unit;
  const contact = await loadForChange(unit, Contact, id, expectedVersion);
  const leads = await em.count(Lead, { contactId: id });
  const consents = await em.count(Consent, { contactId: id });
  requireUnreferred('contact', { leads, consents });
  if (contact.clientSince !== null) {
    throw new ConflictError('The contact is a client: a customer in billing refers to it.', {
      details: { field: 'clientSince' },
    });
  }
  await em.nativeDelete(Touch, { contactId: id });
  em.remove(contact);
  await em.flush();
  return true;
}
