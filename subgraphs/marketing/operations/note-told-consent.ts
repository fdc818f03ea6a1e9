import { LockMode } from '@mikro-orm/core';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Consent } from '../entities/consent.js';
import { ConsentPurpose } from '../entities/consent-purpose.js';
import { Contact } from '../entities/contact.js';
import { currentConsents } from './current-consents.js';
import { recordConsent } from './record-consent.js';

const purposeOf = { EMAIL: ConsentPurpose.EMAIL_MARKETING, SMS: ConsentPurpose.SMS_MARKETING } as const;

/** Writes down what a contact said to a vendor. What is known already is not written again, nor is it of a stranger. */
export async function noteToldConsent(unit: UnitOfWork, told: DomainEventData<'consent.told'>): Promise<void> {
  const { email, channel, granted, reason, connector } = told;
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE };
  const contact = await unit.em.findOne(Contact, { email: email.trim().toLowerCase() }, options);
  if (!contact) return;
  const purpose = purposeOf[channel];
  const consents = (await currentConsents(unit.em, [contact.id])).get(contact.id);
  const known = consents?.find((consent) => consent.purpose === purpose);
  if (known?.granted === granted) return;
  const at = saidAt(told, unit.now());
  // A poll tells it again, when something else was said since.
  if ((await unit.em.count(Consent, { contactId: contact.id, purpose, granted, at, source: connector })) > 0) return;
  await recordConsent(unit, contact.id, {
    purpose,
    granted,
    at,
    source: connector,
    ...(reason !== null && { evidence: reason }),
  });
}

/**
 * A vendor that tells whole seconds may mean any moment of it: of a withdrawal it is the last, so that a consent of the same
 * second does not outlive it. A clock that is ahead must not keep one out either.
 */
function saidAt({ at, granted }: { at: string; granted: boolean }, now: Date): Date {
  const told = Date.parse(at);
  const last = !granted && told % 1_000 === 0 ? told + 999 : told;
  return new Date(Math.min(last, now.getTime()));
}
