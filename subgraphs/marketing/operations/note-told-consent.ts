import { LockMode } from '@mikro-orm/core';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
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
  await recordConsent(unit, contact.id, {
    purpose,
    granted,
    // A clock that is ahead must not keep a withdrawal out.
    at: new Date(Math.min(Date.parse(told.at), unit.now().getTime())),
    source: connector,
    ...(reason !== null && { evidence: reason }),
  });
}
