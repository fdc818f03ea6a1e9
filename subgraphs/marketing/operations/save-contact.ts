import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ConflictError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Contact } from '../entities/contact.js';

/**
 * Writes a contact, and tells of it.
 * @throws ConflictError when another contact has the e-mail address
 */
export async function saveContact(unit: UnitOfWork, contact: Contact): Promise<Contact> {
  try {
    await unit.em.flush();
    await unit.emit('contact.changed', { contactId: contact.id });
    return contact;
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError(`There is already a contact with the e-mail address ${contact.email}.`, {
      cause: error,
      details: { field: 'email' },
    });
  }
}
