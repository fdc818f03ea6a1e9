import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Contact } from '../entities/contact.js';
import type { ContactInput } from '../resolvers/inputs.js';
import { changeContact } from './change-contact.js';

/**
 * What is left out stays; null empties; tags replace all tags.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when another contact has the e-mail address
 * @throws InvalidInputError
 */
export async function updateContact(
  unit: UnitOfWork,
  id: string,
  input: ContactInput,
  expectedVersion?: number | null,
): Promise<Contact> {
  return changeContact(unit, await loadForChange(unit, Contact, id, expectedVersion), input);
}
