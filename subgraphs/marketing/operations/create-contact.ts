import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Contact } from '../entities/contact.js';
import type { ContactInput } from '../resolvers/inputs.js';
import { contactRules } from './input-rules.js';
import { saveContact } from './save-contact.js';

/**
 * @throws InvalidInputError
 * @throws ConflictError when another contact has the e-mail address
 */
export function createContact(unit: UnitOfWork, input: ContactInput): Promise<Contact> {
  const contact = unit.em.create(Contact, {
    ...checked(contactRules, { tags: [], ...input }),
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  return saveContact(unit, contact);
}
