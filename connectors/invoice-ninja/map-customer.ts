import type { Asked, KnownSubject, Prepared } from '../../platform/connectors/connector.js';
import type { InvoiceNinjaCustomerQuery } from '../../schema/operations.js';
import type { Settings } from './settings.js';
import type { ClientBody, VendorClient } from './wire.js';

type Customer = NonNullable<InvoiceNinjaCustomerQuery['customer']>;

export const isGone = (field: string): Prepared<never> => ({
  ready: false,
  reason: 'missing data',
  violations: [{ field, message: 'is not there any more' }],
});

/** A customer as a client, whose first contact has its e-mail address and phone number. */
export function clientBody(
  { customer }: InvoiceNinjaCustomerQuery,
  _known: KnownSubject,
  { settings }: Asked<Settings>,
): Prepared<ClientBody> {
  if (!customer) return isGone('customer');
  const { id, kind, name, email, phone, address } = customer;
  const country = address?.country ?? settings.country;
  const countryId = settings.countryIds[country];
  if (countryId === undefined) {
    const violation = { field: 'connection.settings.countryIds', message: `has no id for ${country}` };
    return { ready: false, reason: 'missing data', violations: [violation] };
  }
  return {
    ready: true,
    payload: {
      name,
      phone: phone ?? '',
      address1: address?.street ?? '',
      address2: address?.complement ?? '',
      city: address?.city ?? '',
      postal_code: address?.postalCode ?? '',
      country_id: countryId,
      classification: kind === 'COMPANY' ? 'business' : 'individual',
      custom_value1: id,
      contacts: [{ first_name: name, email: email ?? '', phone: phone ?? '', send_email: true }],
    },
  };
}

/** What both sides may change of a customer. */
export function customerFields({ name, email, phone, address }: Customer) {
  return {
    name,
    email: email ?? null,
    phone: phone ?? null,
    street: address?.street ?? null,
    postalCode: address?.postalCode ?? null,
    city: address?.city ?? null,
    country: address?.country ?? null,
  };
}

/** The same of a client. */
export function clientFields(client: VendorClient, { countryIds }: Settings): ReturnType<typeof customerFields> {
  const [contact] = client.contacts;
  const country = Object.entries(countryIds).find(([, id]) => String(id) === client.country_id);
  // A country alone is no address: there, every client has one.
  const hasAddress = Boolean(client.address1 || client.postal_code || client.city);
  return {
    name: client.name,
    email: contact?.email || null,
    phone: client.phone || contact?.phone || null,
    street: client.address1 || null,
    postalCode: client.postal_code || null,
    city: client.city || null,
    country: hasAddress ? (country?.[0] ?? null) : null,
  };
}
