import type { EntityClass, FilterQuery } from '@mikro-orm/core';
import type { TenantEntity } from '../../../platform/database/tenant-entity.js';
import type { Loader } from '../../../platform/service/request-context.js';
import type { Consent } from '../entities/consent.js';
import { Contact } from '../entities/contact.js';
import { Lead } from '../entities/lead.js';
import { normalizeEmail } from '../operations/check-input.js';
import { currentConsents } from '../operations/current-consents.js';

// Each of these loads for a whole page in one statement, and anew: a mutation of the same request may have been there.

const byId =
  <Row extends TenantEntity>(entity: EntityClass<Row>): Loader<string, Row> =>
  async (em, ids) => {
    const where: FilterQuery<TenantEntity> = { id: { $in: [...ids] } };
    const found = await em.find(entity, where as FilterQuery<Row>, { disableIdentityMap: true });
    return new Map(found.map((row) => [row.id, row]));
  };

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

export const consentsOfContact: Loader<string, Consent[]> = currentConsents;
