import { byId } from '../../../platform/service/find-by-id.js';
import { normalizeEmail } from '../../../platform/service/input-rules.js';
import type { Loader } from '../../../platform/service/request-context.js';
import type { Consent } from '../entities/consent.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { currentConsents } from '../operations/current-consents.js';
import { type ContactFacts, contactFacts } from '../scoring/contact-facts.js';

export const contactById = byId(Contact);
export const leadById = byId(Lead);

/** By the address as somebody wrote it. */
export const contactByEmail: Loader<string, Contact> = async (em, emails) => {
  const where = { email: { $in: [...new Set(emails.map(normalizeEmail))] } };
  const found = await em.find(Contact, where, { disableIdentityMap: true });
  const byEmail = new Map(found.map((contact) => [contact.email, contact]));
  const pairs = emails.map((email) => [email, byEmail.get(normalizeEmail(email))] as const);
  return new Map(pairs.filter((pair): pair is [string, Contact] => pair[1] !== undefined));
};

/** Oldest first. */
export const leadsOfContact: Loader<string, Lead[]> = async (em, contactIds) => {
  const where = { contactId: { $in: [...contactIds] } };
  const found = await em.find(Lead, where, { disableIdentityMap: true, orderBy: { createdAt: 'asc', id: 'asc' } });
  return Map.groupBy(found, ({ contactId }) => contactId);
};

export const consentsOfContact: Loader<string, Consent[]> = currentConsents;
export const contactFactsById: Loader<string, ContactFacts> = contactFacts;
