import { checked, given } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Contact } from '../entities/contact.js';
import type { ContactInput } from '../resolvers/inputs.js';
import { contactRules } from './input-rules.js';
import { saveContact } from './save-contact.js';

/** Applies what was given to a contact that is locked; what is left out stays, null empties. */
export function changeContact(unit: UnitOfWork, contact: Contact, input: ContactInput): Promise<Contact> {
  const { firstName, lastName, email, phone, tags } = contact;
  unit.em.assign(contact, checked(contactRules, { firstName, lastName, email, phone, tags, ...given(input) }));
  return saveContact(unit, contact);
}
