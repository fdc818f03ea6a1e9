import { refuseViolations } from '../../../platform/errors/violations.js';
import { checked } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Consent } from '../entities/consent.js';
import { Contact } from '../entities/contact.js';
import type { ConsentInput } from '../resolvers/inputs.js';
import { currentConsents } from './current-consents.js';
import { consentRules } from './input-rules.js';

interface ConsentRecord extends ConsentInput {
  granted: boolean;
}

/** Clocks differ; what is said further ahead than this is a mistake. */
const clockToleranceMs = 5 * 60 * 1_000;

/**
 * Writes down what a contact said of a purpose. What was said earlier than the last word is kept in the history and
 * changes nothing.
 *
 * @throws NotFoundError
 * @throws InvalidInputError
 */
export async function recordConsent(unit: UnitOfWork, contactId: string, record: ConsentRecord): Promise<Consent> {
  const { at, ...fields } = checked(consentRules, record);
  const now = unit.now();
  if (at && at.getTime() > now.getTime() + clockToleranceMs) {
    refuseViolations([{ field: 'at', message: 'must not be in the future' }]);
  }
  // The contact's lock puts the words on one purpose in order.
  const contact = await loadForChange(unit, Contact, contactId);
  const before = await stateOf(unit, contact.id, fields.purpose);
  const consent = unit.em.create(Consent, {
    ...fields,
    at: at ?? now,
    contactId: contact.id,
    organizationId: contact.organizationId,
    actorId: unit.caller.actor.id,
    actorName: unit.caller.actor.name,
    createdAt: now,
  });
  await unit.em.flush();
  const granted = await stateOf(unit, contact.id, fields.purpose);
  if (granted !== undefined && granted !== before) {
    await unit.emit('consent.changed', { contactId: contact.id, purpose: fields.purpose, granted });
  }
  return consent;
}

async function stateOf(unit: UnitOfWork, contactId: string, purpose: string): Promise<boolean | undefined> {
  const consents = (await currentConsents(unit.em, [contactId])).get(contactId);
  return consents?.find((consent) => consent.purpose === purpose)?.granted;
}
