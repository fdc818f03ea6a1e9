import type { Company } from './company.js';
import type { Client, Contact } from './entities.js';
import { hashedId } from './ids.js';
import { invalid } from './parse.js';
import type { ClientInput, ContactInput } from './wire.js';

const blankContact = {
  first_name: '',
  last_name: '',
  email: '',
  phone: '',
  send_email: true,
  custom_value1: '',
  custom_value2: '',
  custom_value3: '',
  custom_value4: '',
};

const blankClient = {
  name: '',
  website: '',
  private_notes: '',
  public_notes: '',
  address1: '',
  address2: '',
  city: '',
  state: '',
  postal_code: '',
  country_id: '250',
  phone: '',
  vat_number: '',
  id_number: '',
  classification: '',
  assigned_user_id: '',
  custom_value1: '',
  custom_value2: '',
  custom_value3: '',
  custom_value4: '',
};

/** @throws Refusal 422 when the number is taken */
export function createClient(company: Company, input: ClientInput): Client {
  const { contacts = [], number = '', ...fields } = input;
  const entity = company.newEntity();
  const client: Client = {
    ...entity,
    ...blankClient,
    ...fields,
    number: company.numberFor('clients', number, entity.id),
    // A client has at least one contact; the server adds an empty one.
    contacts: contactsFrom(contacts.length > 0 ? contacts : [{}], []),
  };
  company.tables.clients.add(client);
  company.changed('clients', 'create', client);
  return client;
}

/** Fields not given stay; contacts, where given, replace those there are. @throws Refusal */
export function updateClient(company: Company, id: string, input: ClientInput): Client {
  const client = company.tables.clients.getEditable(id);
  const { contacts, number, ...fields } = input;
  if (number) client.number = company.numberFor('clients', number, id);
  Object.assign(client, fields);
  if (contacts) client.contacts = contactsFrom(contacts, client.contacts);
  company.changed('clients', 'update', client);
  return client;
}

/** The client a new record is for. @throws Refusal 422 */
export function clientOf(company: Company, id: string | undefined): Client {
  const client = id === undefined ? undefined : company.tables.clients.find(id);
  if (client && !client.is_deleted) return client;
  const message = id === undefined ? 'The client id field is required.' : 'The selected client id is invalid.';
  throw invalid([{ field: 'client_id', message }]);
}

function contactsFrom(inputs: readonly ContactInput[], known: readonly Contact[]): Contact[] {
  return inputs.map((input, position) => {
    const before = known.find(({ id }) => id === input.id);
    return {
      contact_key: hashedId(32),
      ...blankContact,
      ...before,
      ...input,
      id: before?.id ?? hashedId(),
      is_primary: position === 0,
    };
  });
}
