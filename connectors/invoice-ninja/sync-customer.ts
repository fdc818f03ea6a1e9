import type { Receipt } from '../../platform/connectors/connector.js';
import { agrees } from './agrees.js';
import { create, getOne, list, type Session, update } from './client.js';
import type { ClientBody, VendorClient } from './wire.js';

const receipt = ({ id }: VendorClient): Receipt => ({ externalId: id, vendorStatus: null });

/** Brings a client up to date, or makes it: the one known, or that with our id, or that with the e-mail address. */
export async function syncCustomer(session: Session, body: ClientBody, externalId: string | null): Promise<Receipt> {
  const known = externalId ? await getOne(session, 'clients', externalId) : null;
  const there = known ?? (await clientOfOurs(session, body)) ?? (await clientByEmail(session, body));
  if (there) return receipt(await update(session, 'clients', there.id, withContactsOf(there, body)));
  return receipt(await create(session, 'clients', body));
}

/** The client as it was to be, by our id; `null` when it is not there or is not up to date. */
export async function findCustomer(session: Session, body: ClientBody): Promise<Receipt | null> {
  const there = await clientOfOurs(session, body);
  return there && agrees(body, there) ? receipt(there) : null;
}

async function clientOfOurs(session: Session, { custom_value1 }: ClientBody): Promise<VendorClient | null> {
  const { rows } = await list(session, 'clients', { filter: custom_value1, per_page: '100' });
  return rows.find((client) => client.custom_value1 === custom_value1 && !client.is_deleted) ?? null;
}

/** Not one that is another customer of ours: two may share an address. */
async function clientByEmail(session: Session, { contacts: [contact] }: ClientBody): Promise<VendorClient | null> {
  if (!contact?.email) return null;
  const { rows } = await list(session, 'clients', { email: contact.email, per_page: '100' });
  const isOurs = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
  return rows.find((client) => !client.is_deleted && !isOurs.test(client.custom_value1)) ?? null;
}

/** Contacts that are left out would be gone: the first gets our address and number, and all keep their names. */
function withContactsOf({ contacts: [first, ...others] }: VendorClient, body: ClientBody): ClientBody {
  if (!first) return body;
  const ours = body.contacts.map(({ email, phone }) => ({ id: first.id, email: email ?? '', phone: phone ?? '' }));
  return { ...body, contacts: [...ours, ...others.map(({ id }) => ({ id }))] };
}
