import { randomUUID } from 'node:crypto';
import { pullRecords } from '../../subgraphs/integrations/two-way/pull-records.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startTwoWayVendors, untilQuiet } from '../support/two-way-vendors.js';

// Both sides change the same records, with the connectors and sandboxes that `hub start` has.

let vendorsAhead = 0;
let hub: TestHub;
let vendors: Awaited<ReturnType<typeof startTwoWayVendors>>;
let companyId: string;
beforeAll(async () => {
  hub = await startTestHub();
  vendors = await startTwoWayVendors(hub, () => Date.now() + vendorsAhead);
  const create = 'mutation { createCompany(input: { name: "Valoren" }) { id } }';
  companyId = (await ask<{ createCompany: { id: string } }>(create, {})).createCompany.id;
}, 60_000);
afterEach(() => vendors.lose(false));
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const poll = () => pullRecords.handle({}, hub.assembly.services, new AbortController().signal);
const ask = async <Data>(query: string, variables: object) => hub.admin.data<Data>(query, { ...variables });

const found = async (subjectId: string) => {
  const agreed = 'select external_id from integrations.external_records where subject_id = $1 and base is not null';
  const [row] = await eventually(async () => {
    const rows = await hub.database.sql<{ external_id: string }>(agreed, [subjectId]);
    return rows.length > 0 && rows;
  }, 'both sides compared');
  return row?.external_id ?? '';
};

interface Customer {
  name: string;
  phone: string;
  address: { street: string; city: string };
}
const customerOf = async (id: string) =>
  (
    await ask<{ customer: Customer }>('query ($id: ID!) { customer(id: $id) { name phone address { street city } } }', {
      id,
    })
  ).customer;
const changeCustomer = (id: string, input: object) =>
  ask('mutation ($id: ID!, $input: UpdateCustomerInput!) { updateCustomer(id: $id, input: $input) { id } }', {
    id,
    input,
  });
const clientThere = (id: string) => {
  const client = vendors.billing().clients.find((one) => one.id === id);
  if (!client) throw new Error(`no client ${id}`);
  return client;
};

/** An invoice that was sent, and its customer, on both sides. */
async function billed() {
  const email = `${randomUUID()}@example.org`;
  const address = { street: '1 rue du Test', postalCode: '75001', city: 'Paris', country: 'FR' };
  const { createCustomer } = await ask<{ createCustomer: { id: string } }>(
    'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }',
    { input: { name: 'Marie Curie', email, phone: '+33612345678', address } },
  );
  const customerId = createCustomer.id;
  const lines = [{ description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 }];
  const input = { companyId, customerId, title: 'Heat pump', lines };
  const { createInvoice } = await ask<{ createInvoice: { id: string } }>(
    'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }',
    { input },
  );
  const { id: invoiceId } = createInvoice;
  // A draft waits here, where its amounts are ours alone.
  const changed = { lines: [{ ...lines[0], unitPrice: 20_000 }] };
  await ask('mutation ($id: ID!, $input: UpdateInvoiceInput!) { updateInvoice(id: $id, input: $input) { id } }', {
    id: invoiceId,
    input: changed,
  });
  await ask('mutation ($id: ID!) { sendInvoice(id: $id) { id } }', { id: invoiceId });
  const [invoiceThere, clientId] = await Promise.all([found(invoiceId), found(customerId)]);
  await untilQuiet(hub);
  return { invoiceId, invoiceThere, customerId, clientId };
}

const invoiceThere = (id: string) => vendors.billing().invoices.find((one) => one.id === id);
const editThere = (id: string, changes: object) =>
  vendors.ninja.sendEvent({ event: 'document.edited', company: vendors.company, kind: 'invoices', id, changes });

const paymentsOf = async (id: string) => {
  const query = 'query ($id: ID!) { invoice(id: $id) { status payments { id amount { amount } reference } } }';
  type Invoice = { status: string; payments: { id: string; amount: { amount: number }; reference: string | null }[] };
  return (await ask<{ invoice: Invoice }>(query, { id })).invoice;
};

interface Conflict {
  id: string;
  field: string;
  ours: unknown;
  theirs: unknown;
  rule: string;
}
const inbox = async (id: string) => {
  const query = `query ($id: ID!) {
    conflicts(filter: { status: OPEN, subjectId: $id }) { nodes { id field ours theirs rule } } }`;
  return (await ask<{ conflicts: { nodes: Conflict[] } }>(query, { id })).conflicts.nodes;
};
const openConflicts = (id: string, ...fields: string[]) =>
  eventually(
    async () => {
      const open = await inbox(id);
      return fields.every((field) => open.some((one) => one.field === field)) && open;
    },
    `${fields.join(', ')} in the inbox`,
  );
const resolve = (id: string, take: 'OURS' | 'THEIRS') =>
  ask('mutation ($id: ID!, $take: ConflictSide!) { resolveConflict(id: $id, take: $take) { id } }', { id, take });

/** Whatever is asked of both sides from here on, nothing is written any more. */
async function agreeForGood() {
  await untilQuiet(hub);
  const before = vendors.changes();
  await poll();
  await untilQuiet(hub);
  await poll();
  await untilQuiet(hub);
  expect(vendors.changes()).toBe(before);
}

test.each([
  { told: 'told', later: 'ours', aheadMs: 0, name: 'Marie Skłodowska' },
  { told: 'lost', later: 'theirs', aheadMs: 5_000, name: 'Marie S. Curie' },
])('a customer changed on both sides: field by field, the latest wins (webhooks $told, $later later)', async (row) => {
  const { customerId, clientId } = await billed();
  vendors.lose(row.told === 'lost');
  const before = vendors.changes();
  vendorsAhead += row.aheadMs;
  const changes = { address1: '2 rue du Test', name: 'Marie S. Curie' };
  await vendors.ninja.sendEvent({ event: 'client.edited', company: vendors.company, id: clientId, changes });
  await changeCustomer(customerId, { phone: '+33600000001', name: 'Marie Skłodowska' });
  if (row.told === 'lost') await poll();
  await eventually(async () => {
    const { phone, name, address1 } = clientThere(clientId);
    const ours = await customerOf(customerId);
    return (
      ours.address.street === '2 rue du Test' &&
      [phone, name, address1].join() === ['+33600000001', ours.name, '2 rue du Test'].join()
    );
  }, 'each change on both sides');
  await agreeForGood();
  expect(await customerOf(customerId)).toMatchObject({
    name: row.name,
    phone: '+33600000001',
    address: { street: '2 rue du Test' },
  });
  expect(clientThere(clientId)).toMatchObject({ name: row.name, phone: '+33600000001', address1: '2 rue du Test' });
  expect(await inbox(customerId)).toEqual([]);
  expect(vendors.changes() - before).toBeLessThanOrEqual(4);
});

test('amounts that were changed there after an invoice was sent wait for a person: ours go back, and no other value is lost', async () => {
  const { invoiceId, invoiceThere: id } = await billed();
  expect(invoiceThere(id)?.amount).toBe(240);
  const lines = structuredClone(invoiceThere(id)?.line_items ?? []);
  await editThere(id, { line_items: lines.map((line) => ({ ...line, cost: 150 })), public_notes: 'by the door' });
  const open = await openConflicts(invoiceId, 'gross', 'lines', 'notes');
  expect(open.find(({ field }) => field === 'gross')).toMatchObject({ ours: 24_000, theirs: 18_000 });
  await untilQuiet(hub);
  await poll();
  await untilQuiet(hub);
  expect(await inbox(invoiceId)).toHaveLength(open.length);
  expect(invoiceThere(id)?.amount).toBe(180);

  for (const conflict of open) await resolve(conflict.id, 'OURS');
  await eventually(async () => invoiceThere(id)?.amount === 240, 'our amount there');
  await agreeForGood();
  expect(invoiceThere(id)).toMatchObject({ amount: 240, public_notes: '' });
  expect(await inbox(invoiceId)).toEqual([]);
});

test('a payment is recorded once, whoever tells of it, and one that was made here is no new one', async () => {
  const { invoiceId, invoiceThere: id } = await billed();
  const there = () =>
    vendors.billing().payments.filter(({ paymentables }) => paymentables.some((one) => one.invoice_id === id));
  vendors.ninja.configure({ webhookCopies: 2 });
  const pay = (amount: number, transaction_reference: string) =>
    vendors.ninja.sendEvent({ event: 'invoice.paid', company: vendors.company, id, amount, transaction_reference });
  await Promise.all([pay(40, 'told twice'), poll()]);
  vendors.ninja.configure({ webhookCopies: 1 });
  vendors.lose(true);
  await pay(60, 'told by nobody');
  await Promise.all([poll(), poll()]);
  await eventually(async () => (await paymentsOf(invoiceId)).payments.length === 2, 'both payments here');
  vendors.lose(false);
  await untilQuiet(hub);
  const input = { invoiceId, amount: 1_000, method: 'CASH', reference: 'made here' };
  await ask('mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) { id } }', { input });
  await eventually(async () => there().length === 3, 'ours is there');
  await agreeForGood();
  const { status, payments } = await paymentsOf(invoiceId);
  expect(status).toBe('PARTIAL');
  expect(payments.map(({ amount, reference }) => [reference, amount.amount]).sort()).toEqual([
    ['made here', 1_000],
    ['told by nobody', 6_000],
    ['told twice', 4_000],
  ]);
  expect(
    there()
      .map(({ amount }) => amount)
      .sort((one, other) => one - other),
  ).toEqual([10, 40, 60]);
  expect(invoiceThere(id)).toMatchObject({ balance: 130 });
  expect(await inbox(invoiceId)).toEqual([]);
});

interface Contact {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  consents: { purpose: string; granted: boolean }[];
}
const contactOf = async (id: string) => {
  const query = 'query ($id: ID!) { contact(id: $id) { firstName lastName email phone consents { purpose granted } } }';
  return (await ask<{ contact: Contact }>(query, { id })).contact;
};
const changeContact = (id: string, input: object) =>
  ask('mutation ($id: ID!, $input: ContactInput!) { updateContact(id: $id, input: $input) { id } }', { id, input });
const personThere = (id: number) => vendors.mautic.state().contacts.find((one) => one.id === id);
const editPerson = (contact_id: number, fields: Record<string, string>) =>
  vendors.mautic.sendEvent({ event: 'mautic.lead_post_save_update', contact_id, fields });

async function contact() {
  const input = { firstName: 'Marie', lastName: 'Curie', email: `${randomUUID()}@example.org`, phone: '+33612345678' };
  const { createContact } = await ask<{ createContact: { id: string } }>(
    'mutation ($input: ContactInput!) { createContact(input: $input) { id } }',
    { input },
  );
  const there = Number(await found(createContact.id));
  await untilQuiet(hub);
  return { id: createContact.id, there, email: input.email };
}

test.each([['told'], ['lost']])(
  'a contact changed here and at Mautic: each change on the other side (webhooks %s)',
  async (told) => {
    const { id, there } = await contact();
    vendors.lose(told === 'lost');
    const before = vendors.changes();
    vendorsAhead += 2_000;
    await editPerson(there, { phone: '+33600000002' });
    await changeContact(id, { lastName: 'Skłodowska' });
    if (told === 'lost') await poll();
    await eventually(async () => {
      const { phone } = await contactOf(id);
      return phone === '+33600000002' && personThere(there)?.fields.lastname === 'Skłodowska';
    }, 'each change on the other side');
    await agreeForGood();
    expect(await contactOf(id)).toMatchObject({ phone: '+33600000002', lastName: 'Skłodowska' });
    expect(personThere(there)?.fields).toMatchObject({ phone: '+33600000002', lastname: 'Skłodowska' });
    expect(vendors.changes() - before).toBeLessThanOrEqual(4);
  },
);

test('an address that another has here waits for a person, and is taken over once it is free and they say so', async () => {
  const [other, one] = [await contact(), await contact()];
  vendorsAhead += 2_000;
  await editPerson(one.there, { email: other.email });
  const [conflict] = await openConflicts(one.id, 'email');
  expect(conflict).toMatchObject({ ours: one.email, theirs: other.email, rule: 'refused here' });
  expect(await contactOf(one.id)).toMatchObject({ email: one.email });

  await changeContact(other.id, { email: `${randomUUID()}@example.org` });
  await untilQuiet(hub);
  await resolve(conflict?.id ?? '', 'THEIRS');
  await eventually(async () => (await contactOf(one.id)).email === other.email, 'theirs is here');
  await agreeForGood();
  expect(personThere(one.there)?.email).toBe(other.email);
  expect(await inbox(one.id)).toEqual([]);
});

test('a consent that is withdrawn at Mautic is withdrawn here, though no webhook tells of it', async () => {
  const { id, there } = await contact();
  const consent = `mutation ($id: ID!) {
    recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "web-form", granted: true }) { id } }`;
  await ask(consent, { id });
  await untilQuiet(hub);
  vendors.lose(true);
  vendorsAhead += 2_000;
  await vendors.mautic.sendEvent({
    event: 'mautic.lead_channel_subscription_changed',
    contact_id: there,
    new_status: 'unsubscribed',
  });
  await poll();
  const isWithdrawn = async () => {
    const { consents } = await contactOf(id);
    return consents.some(({ purpose, granted }) => purpose === 'EMAIL_MARKETING' && !granted);
  };
  await eventually(isWithdrawn, 'withdrawn here');
  await agreeForGood();
  expect(await isWithdrawn()).toBe(true);
  expect(personThere(there)?.doNotContact).not.toEqual([]);
});
