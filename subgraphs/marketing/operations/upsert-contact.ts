import { LockMode } from '@mikro-orm/core';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { checked } from '../../../platform/service/check-input.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Contact } from '../entities/contact.js';
import type { ContactInput } from '../resolvers/inputs.js';
import { changeContact } from './change-contact.js';
import { contactRules } from './input-rules.js';

/**
 * Updates the contact with the e-mail address, or makes it. Two callers at once make one.
 * @throws InvalidInputError, also when there is no e-mail address
 */
export async function upsertContact(unit: UnitOfWork, input: ContactInput): Promise<Contact> {
  const { email, ...fields } = checked(contactRules, { tags: [], ...input });
  if (email === null) refuseViolations([{ field: 'email', message: 'is needed to find the contact by' }]);
  const { organizationId } = unit.caller;
  const made = new Contact();
  Object.assign(made, fields, { email, organizationId, createdAt: unit.now() });
  await unit.em.createQueryBuilder(Contact).insert(made).onConflict(['organizationId', 'email']).ignore().execute();
  const contact = await unit.em.findOneOrFail(Contact, { email }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return changeContact(unit, contact, input);
}
