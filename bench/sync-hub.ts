import {
  dueOn,
  issuedOn,
  mauticCredentials,
  ninjaCredentials,
  phone,
  type SyncVendors,
  type VendorRow,
} from './sync-vendors.js';
import { askerOf, type WaitingHub } from './waiting-hub.js';

/**
 * Puts what the vendors have, or are to have, into the hub, and what each is called there; nothing was compared yet.
 * @returns the connections to them
 */
export async function fillSyncHub(
  hub: WaitingHub,
  { mautic, ninja }: SyncVendors,
  { areLinked }: { areLinked: boolean },
): Promise<string[]> {
  const of = await makeOne(hub);
  // Nobody is told of what the others are copied from.
  await hub.sql(`delete from jobs.job where name like 'domain-events-%'`);
  const [marketing, billing] = [
    await connect(hub, 'mautic', mautic.url, mauticCredentials),
    await connect(hub, 'invoice-ninja', ninja.url, ninjaCredentials),
  ];
  const yesterday = `now() - interval '1 day'`;
  const copy = (table: string, one: string | undefined, overrides: string, rows: readonly VendorRow[]) =>
    hub.sql(
      `with given as (select gen_random_uuid() as id, x.* from jsonb_to_recordset($1::jsonb) x ("externalId" text, name text, email text))
       insert into ${table} select (jsonb_populate_record(o, jsonb_build_object(
         'id', g.id, 'created_at', ${yesterday}, 'updated_at', ${yesterday}, ${overrides}))).*
       from given g, ${table} o where o.id = $2`,
      [JSON.stringify(rows), one],
    );
  await copy('marketing.contacts', of.contact, `'first_name', g.name, 'email', g.email`, mautic.contacts);
  if (areLinked) await link(hub, marketing, 'contact', 'marketing.contacts t on t.email = x.email', mautic.contacts);
  await copy('billing.customers', of.customer, `'name', g.name, 'email', g.email`, ninja.clients);
  if (areLinked) await link(hub, billing, 'customer', 'billing.customers t on t.email = x.email', ninja.clients);
  const itsDays = `'issued_at', '${issuedOn}T00:00:00Z', 'due_at', '${dueOn}T00:00:00Z'`;
  const itsCustomer = `'customer_id', (select c.id from billing.customers c where c.email = g.email)`;
  await copy('billing.invoices', of.invoice, `'number', g.name, ${itsDays}, ${itsCustomer}`, ninja.invoices);
  if (areLinked) await link(hub, billing, 'invoice', 'billing.invoices t on t.number = x.name', ninja.invoices);
  await hub.sql('analyze');
  return [marketing, billing];
}

/** One of each, through the graph: what the others are copies of. */
async function makeOne({
  assembly,
}: WaitingHub): Promise<Record<'contact' | 'customer' | 'invoice', string | undefined>> {
  const ask = askerOf(assembly);
  const made = await ask(
    `mutation ($phone: String!) {
      contact: createContact(input: { firstName: "One", email: "one@example.org", phone: $phone }) { id }
      customer: createCustomer(input: { name: "One", email: "one@example.org" }) { id }
      company: createCompany(input: { name: "Valoren" }) { id } }`,
    { phone },
  );
  const lines = [{ description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 }];
  const input = { companyId: made.company?.id, customerId: made.customer?.id, lines };
  const create = 'mutation ($input: CreateInvoiceInput!) { invoice: createInvoice(input: $input) { id } }';
  const { invoice } = await ask(create, { input });
  await ask('mutation ($id: ID!) { sendInvoice(id: $id) { id } }', { id: invoice?.id });
  return { contact: made.contact?.id, customer: made.customer?.id, invoice: invoice?.id };
}

async function connect(
  { assembly }: WaitingHub,
  connector: string,
  baseUrl: string,
  credentials: object,
): Promise<string> {
  const input = { connector, name: 'default', baseUrl, credentials };
  const mutation = 'mutation ($input: ConnectionInput!) { createConnection(input: $input) { id } }';
  return (await askerOf(assembly)(mutation, { input })).createConnection?.id ?? '';
}

const link = (hub: WaitingHub, connectionId: string, type: string, join: string, rows: readonly VendorRow[]) =>
  hub.sql(
    `insert into integrations.external_records
       (id, organization_id, created_at, updated_at, connection_id, record_type, external_id, subject_id)
     select gen_random_uuid(), t.organization_id, now(), now(), $2::uuid, $3, x."externalId", t.id
     from jsonb_to_recordset($1::jsonb) x ("externalId" text, name text, email text) join ${join}`,
    [JSON.stringify(rows), connectionId, type],
  );
