import { randomUUID } from 'node:crypto';
import { invoiceSignedQuotes } from '../../subgraphs/billing/jobs/invoice-signed-quotes.js';
import { watchAlerts } from '../../subgraphs/integrations/alerts/watch-alerts.js';
import { checkExpectations } from '../../subgraphs/integrations/invariants/check-expectations.js';
import { invariantNamed, invariants } from '../../subgraphs/integrations/invariants/invariants.js';
import { beginning, type SyncEventData, syncEventsQuery } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createQuote, sendQuote } from '../support/quotes.js';
import { resetCircuit, startVendorSandboxes, type VendorSandboxes } from '../support/vendor-sandboxes.js';

let hub: TestHub;
let vendors: VendorSandboxes;
/** What the clock of the hub is ahead by, in milliseconds. */
let ahead = 0;
const minuteMs = 60_000;
beforeAll(async () => {
  hub = await startTestHub({ now: () => new Date(Date.now() + ahead) });
  vendors = await startVendorSandboxes(hub);
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const signal = new AbortController().signal;
const check = () => checkExpectations.handle({}, hub.assembly.services, signal);

interface Breach {
  invariant: string;
  connector: string;
  subjectId: string;
  breachedAt: string;
  resolvedAt: string | null;
  message: string;
}
const breaches = async (filter: object = {}, client = hub.admin): Promise<Breach[]> => {
  const query = `query ($filter: InvariantBreachFilter) { invariantBreaches(filter: $filter) {
    nodes { invariant connector subjectId breachedAt resolvedAt message } } }`;
  return (await client.data<{ invariantBreaches: { nodes: Breach[] } }>(query, { filter })).invariantBreaches.nodes;
};
const declared = async (name: string) => {
  type Answer = { invariants: { name: string; expected: number; open: number; withinSeconds: number }[] };
  const { invariants } = await hub.admin.data<Answer>('{ invariants { name expected open withinSeconds } }');
  return invariants.find((one) => one.name === name);
};
const expecting = (name: string, count: number) =>
  eventually(async () => (await declared(name))?.expected === count, `${count} expected of ${name}`);
const sign = (id: string) => hub.admin.data('mutation ($id: ID!) { signQuote(id: $id) { id } }', { id });

const until = (subjectId: string, what: string, status: string, action?: string) =>
  eventually(async () => {
    type Answer = { deliveries: { nodes: { action: string; status: string }[] } };
    const query = 'query ($filter: DeliveryFilter) { deliveries(filter: $filter) { nodes { action status } } }';
    const { deliveries } = await hub.admin.data<Answer>(query, { filter: { subjectId } });
    return deliveries.nodes.some((one) => one.status === status && (!action || one.action === action));
  }, what);
const depositOf = (quoteId: string) =>
  eventually(async () => {
    type Answer = { quote: { invoices: { id: string }[] } };
    const query = 'query ($id: ID!) { quote(id: $id) { invoices { id } } }';
    return (await hub.admin.data<Answer>(query, { id: quoteId })).quote.invoices[0]?.id;
  }, 'the deposit invoice');

const replayFromStart = async (id: string) => {
  const query =
    'query ($id: ID!) { journey(subjectType: "quote", subjectId: $id) { steps(first: 1) { nodes { id } } } }';
  const { journey } = await hub.admin.data<{ journey: { steps: { nodes: { id: string }[] } } }>(query, { id });
  const replay = `mutation ($id: ID!, $from: ID!) {
    replayJourney(subjectType: "quote", subjectId: $id, fromStepId: $from) { state } }`;
  await hub.admin.data(replay, { id, from: journey.steps.nodes[0]?.id });
};

test('nothing is expected of a vendor that the organization does not work with', async () => {
  const { id } = await createQuote(hub.admin);
  const told = hub.admin.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  await sendQuote(hub.admin, id);
  await told.until(({ syncEvents }) => syncEvents.message?.includes('from DRAFT to SENT') ?? false);
  told.stop();
  expect(await declared('sent-quote-is-to-be-signed')).toMatchObject({ expected: 0, open: 0, withinSeconds: 300 });
});

test('a vendor that is down breaks what has to be so: told once, queryable, an alert, and resolved when it is so after all', async () => {
  const ninja = await vendors.connectNinja();
  vendors.ninja.faults.add({ fault: { kind: 'status', status: 503 }, times: 10_000 });
  const { id } = await createQuote(hub.admin);
  await sendQuote(hub.admin, id);
  await sign(id);
  const invoiceId = await depositOf(id);
  await expecting('signed-quote-is-invoiced', 1);
  ahead += 4 * minuteMs;
  await check();
  expect(await breaches()).toEqual([]);
  ahead += 2 * minuteMs;
  await Promise.all([check(), check()]);
  await check();
  const open = { invariant: 'signed-quote-is-invoiced', connector: 'invoice-ninja', subjectId: id, resolvedAt: null };
  expect(await breaches({ open: true })).toMatchObject([open]);
  expect(await breaches({ open: false })).toEqual([]);
  expect(await breaches({ invariant: 'payment-is-in-invoice-ninja' })).toEqual([]);
  expect(await breaches({ subjectId: invoiceId })).toEqual([]);
  expect(await declared('signed-quote-is-invoiced')).toMatchObject({ expected: 0, open: 1 });
  expect(await breaches({}, await hub.client({ organization: 'elsewhere' }))).toEqual([]);
  const metrics = await (await fetch(`${hub.url}/metrics`)).text();
  expect(metrics).toContain(
    'passerelle_invariant_breaches{invariant="signed-quote-is-invoiced",connector="invoice-ninja"} 1',
  );
  await watchAlerts.handle({}, hub.assembly.services, signal);
  const alerts = '{ alerts(open: true) { nodes { rule message } } }';
  const message = 'invoice-ninja: invariant broken (1 in all: signed-quote-is-invoiced)';
  const raised = await hub.admin.data<{ alerts: { nodes: object[] } }>(alerts);
  expect(raised.alerts.nodes).toContainEqual({ rule: 'invariant-broken', message });

  const pay = 'mutation ($id: ID!) { recordPayment(input: { invoiceId: $id, amount: 100, method: CARD }) { id } }';
  await hub.admin.data(pay, { id: invoiceId });
  await expecting('payment-is-in-invoice-ninja', 1);
  ahead += 6 * minuteMs;
  await check();
  expect(await breaches({ invariant: 'payment-is-in-invoice-ninja', open: true })).toHaveLength(1);

  vendors.ninja.faults.clear();
  await resetCircuit(hub, ninja);
  await replayFromStart(id);
  await until(invoiceId, 'the deposit at Invoice Ninja', 'SUCCEEDED', 'sync-invoice');
  const { subjectId: paymentId = '' } = (await breaches({ invariant: 'payment-is-in-invoice-ninja' }))[0] ?? {};
  await until(paymentId, 'the payment at Invoice Ninja', 'SUCCEEDED', 'sync-payment');
  ahead += 3 * minuteMs;
  await check();
  await check();
  expect(await breaches({ open: true })).toEqual([]);
  expect(await breaches({ subjectId: id })).toMatchObject([{ ...open, resolvedAt: expect.any(String) }]);
  expect(await declared('signed-quote-is-invoiced')).toMatchObject({ expected: 0, open: 0 });
  const told = hub.admin.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  const resolved = () => told.received.filter(({ syncEvents }) => syncEvents.type === 'invariant.resolved').length;
  await told.until(() => resolved() === 2);
  const types = told.received.map(({ syncEvents }) => syncEvents.type).filter((type) => type.startsWith('invariant.'));
  expect(types).toEqual(['invariant.breached', 'invariant.breached', 'invariant.resolved', 'invariant.resolved']);
  told.stop();
  await watchAlerts.handle({}, hub.assembly.services, signal);
  const over = await hub.admin.data<{ alerts: { nodes: object[] } }>(alerts);
  expect(over.alerts.nodes).not.toContainEqual(expect.objectContaining({ rule: 'invariant-broken' }));
}, 60_000);

test('what a company invoices some days after the signature is late from then on, not before', async () => {
  const { id } = await createQuote(hub.admin);
  await sendQuote(hub.admin, id);
  type Answer = { quote: { invoicedFrom: string | null; invoices: object[]; company: { id: string } } };
  const query = 'query ($id: ID!) { quote(id: $id) { invoicedFrom invoices { id } company { id } } }';
  const quote = async () => (await hub.admin.data<Answer>(query, { id })).quote;
  const delay = 'mutation ($id: ID!) { updateCompany(id: $id, input: { invoicingDelayDays: 7 }) { id } }';
  await hub.admin.data(delay, { id: (await quote()).company.id });
  await sign(id);
  await expecting('signed-quote-is-invoiced', 1);
  ahead += 6 * 24 * 60 * minuteMs;
  await check();
  await hub.admin.data('mutation ($id: ID!) { orchestrate(id: $id, event: QUOTE_SIGNED) { id } }', { id });
  const { invoicedFrom, invoices } = await quote();
  expect(invoices).toEqual([]);
  expect(await declared('signed-quote-is-invoiced')).toMatchObject({ expected: 1, open: 0 });

  vendors.ninja.faults.add({ fault: { kind: 'status', status: 503 }, times: 10_000 });
  ahead = Date.parse(invoicedFrom ?? '') - Date.now();
  await invoiceSignedQuotes.handle({}, hub.assembly.services, signal);
  expect((await quote()).invoices).toHaveLength(1);
  ahead += 4 * minuteMs;
  await check();
  expect(await breaches({ subjectId: id })).toEqual([]);
  ahead += 2 * minuteMs;
  await check();
  expect(await breaches({ subjectId: id })).toMatchObject([{ invariant: 'signed-quote-is-invoiced' }]);
  vendors.ninja.faults.clear();
}, 60_000);

test('a withdrawal that Mautic was not told of is found, until it is told or Mautic is no vendor any more', async () => {
  const mautic = await vendors.connectMautic();
  const input = { firstName: 'Ada', email: `ada.${randomUUID()}@example.org` };
  const create = 'mutation ($input: ContactInput!) { createContact(input: $input) { id } }';
  const { id } = (await hub.admin.data<{ createContact: { id: string } }>(create, { input })).createContact;
  await until(id, 'the contact at Mautic', 'SUCCEEDED', 'sync-contact');
  const name = 'withdrawal-is-known-to-mautic';
  const withdraw = async () => {
    vendors.mautic.faults.add({ fault: { kind: 'status', status: 503 }, times: 10_000 });
    const consent = `mutation ($id: ID!, $granted: Boolean!) {
      recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, granted: $granted, source: "phone" }) { id } }`;
    await hub.admin.data(consent, { id, granted: true });
    await hub.admin.data(consent, { id, granted: false });
    await expecting(name, 1);
    ahead += 6 * minuteMs;
    await check();
    expect(await breaches({ invariant: name, open: true })).toMatchObject([{ subjectId: id }]);
  };
  await withdraw();
  vendors.mautic.faults.clear();
  await resetCircuit(hub, mautic);
  const query = 'query ($filter: DeliveryFilter) { deliveries(filter: $filter) { nodes { id status } } }';
  type Answer = { deliveries: { nodes: { id: string; status: string }[] } };
  const { deliveries } = await hub.admin.data<Answer>(query, { filter: { subjectId: id } });
  for (const { id: deliveryId, status } of deliveries.nodes) {
    if (status === 'SUCCEEDED') continue;
    await hub.admin.ask('mutation ($id: ID!) { retryDelivery(id: $id) { id } }', { id: deliveryId });
  }
  await until(id, 'the withdrawal at Mautic', 'SUCCEEDED', 'stop-campaigns');
  ahead += 3 * minuteMs;
  await check();
  const [mended] = await breaches({ invariant: name });
  expect(mended?.message).toBe(`contact ${id} is as it has to be now: ${name}`);

  await withdraw();
  await hub.admin.data('mutation ($id: ID!) { deleteConnection(id: $id, force: true) }', { id: mautic });
  ahead += 3 * minuteMs;
  await check();
  expect(await breaches({ invariant: name, open: true })).toEqual([]);
  const [given, ...before] = await breaches({ invariant: name });
  expect(given?.message).toBe(`contact ${id} is not looked at any more: ${name}`);
  expect(before).toEqual([mended]);
}, 60_000);

test('the graph answers what each invariant asks it', async () => {
  for (const { document } of invariants) {
    expect(await hub.admin.data(document, { id: randomUUID() })).toMatchObject({ subject: null });
  }
});

test('a published intervention has to be accepted by each partner whose subscription it matches, and by no other', () => {
  const subscription = { companies: [], operationCodes: [], departments: ['69'], statuses: ['PUBLISHED'], since: null };
  const partners = {
    nodes: [
      { id: 'near', subscription },
      { id: 'far', subscription: { ...subscription, departments: ['75'] } },
    ],
  };
  const holds = (statuses: string[]) =>
    invariantNamed('published-intervention-is-with-partners')?.holds({
      subject: {
        status: 'PUBLISHED',
        completedAt: null,
        site: { postalCode: '69001' },
        operations: [],
        installer: null,
        deliveries: {
          nodes: statuses.map((status) => ({ action: 'publish-intervention', status, connection: { id: 'near' } })),
        },
      },
      partners,
    });
  expect([holds([]), holds(['FAILED']), holds(['SUCCEEDED'])]).toEqual([false, false, true]);
});
