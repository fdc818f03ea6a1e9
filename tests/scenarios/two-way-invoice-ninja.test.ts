import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { bothSides, startTwoWayVendors, untilQuiet } from '../support/two-way-vendors.js';

// Here and at Invoice Ninja, people change the same records, with the connector and sandbox that `hub start` has.

let vendorsAhead = 0;
let hub: TestHub;
let vendors: Awaited<ReturnType<typeof startTwoWayVendors>>;
let companyId: string;
let both: ReturnType<typeof bothSides>;
beforeAll(async () => {
  hub = await startTestHub();
  vendors = await startTwoWayVendors(hub, () => Date.now() + vendorsAhead);
  both = bothSides(hub, vendors);
  const create = 'mutation { createCompany(input: { name: "Valoren" }) { id } }';
  companyId = (await ask<{ createCompany: { id: string } }>(create, {})).createCompany.id;
}, 60_000);
afterEach(() => vendors.lose(false));
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const ask = async <Data>(query: string, variables: object) => hub.admin.data<Data>(query, { ...variables });

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
  const [invoiceThere, clientId] = await Promise.all([both.found(invoiceId), both.found(customerId)]);
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
  if (row.told === 'lost') await both.poll();
  await eventually(async () => {
    const { phone, name, address1 } = clientThere(clientId);
    const ours = await customerOf(customerId);
    return (
      ours.address.street === '2 rue du Test' &&
      [phone, name, address1].join() === ['+33600000001', ours.name, '2 rue du Test'].join()
    );
  }, 'each change on both sides');
  await both.agreeForGood();
  expect(await customerOf(customerId)).toMatchObject({
    name: row.name,
    phone: '+33600000001',
    address: { street: '2 rue du Test' },
  });
  expect(clientThere(clientId)).toMatchObject({ name: row.name, phone: '+33600000001', address1: '2 rue du Test' });
  expect(await both.inbox(customerId)).toEqual([]);
  expect(vendors.changes() - before).toBeLessThanOrEqual(4);
});

test('amounts that were changed there after an invoice was sent wait for a person: ours go back, and no other value is lost', async () => {
  const { invoiceId, invoiceThere: id } = await billed();
  expect(invoiceThere(id)?.amount).toBe(240);
  const lines = structuredClone(invoiceThere(id)?.line_items ?? []);
  await editThere(id, { line_items: lines.map((line) => ({ ...line, cost: 150 })), public_notes: 'by the door' });
  const open = await both.openConflicts(invoiceId, 'gross', 'lines', 'notes');
  expect(open.find(({ field }) => field === 'gross')).toMatchObject({ ours: 24_000, theirs: 18_000 });
  await untilQuiet(hub);
  await both.poll();
  await untilQuiet(hub);
  expect(await both.inbox(invoiceId)).toHaveLength(open.length);
  expect(invoiceThere(id)?.amount).toBe(180);

  for (const conflict of open) await both.resolve(conflict.id, 'OURS');
  await eventually(async () => invoiceThere(id)?.amount === 240, 'our amount there');
  await both.agreeForGood();
  expect(invoiceThere(id)).toMatchObject({ amount: 240, public_notes: '' });
  expect(await both.inbox(invoiceId)).toEqual([]);
});

test('a payment is recorded once, whoever tells of it, and one that was made here is no new one', async () => {
  const { invoiceId, invoiceThere: id } = await billed();
  const there = () =>
    vendors.billing().payments.filter(({ paymentables }) => paymentables.some((one) => one.invoice_id === id));
  vendors.ninja.configure({ webhookCopies: 2 });
  const pay = (amount: number, transaction_reference: string) =>
    vendors.ninja.sendEvent({ event: 'invoice.paid', company: vendors.company, id, amount, transaction_reference });
  await Promise.all([pay(40, 'told twice'), both.poll()]);
  vendors.ninja.configure({ webhookCopies: 1 });
  vendors.lose(true);
  await pay(60, 'told by nobody');
  await Promise.all([both.poll(), both.poll()]);
  await eventually(async () => (await paymentsOf(invoiceId)).payments.length === 2, 'both payments here');
  vendors.lose(false);
  await untilQuiet(hub);
  const input = { invoiceId, amount: 1_000, method: 'CASH', reference: 'made here' };
  await ask('mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) { id } }', { input });
  await eventually(async () => there().length === 3, 'ours is there');
  await both.agreeForGood();
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
  expect(await both.inbox(invoiceId)).toEqual([]);
});
