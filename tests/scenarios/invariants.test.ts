import { watchAlerts } from '../../subgraphs/integrations/alerts/watch-alerts.js';
import { checkExpectations } from '../../subgraphs/integrations/invariants/check-expectations.js';
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

  vendors.ninja.faults.clear();
  await resetCircuit(hub, ninja);
  await hub.admin
    .data(
      `mutation ($id: ID!) { replayJourney(subjectType: "quote", subjectId: $id, fromStepId: "event:1") { state } }`,
      { id },
    )
    .catch(() => undefined);
  await until(invoiceId, 'the deposit at Invoice Ninja', 'SUCCEEDED', 'sync-invoice');
  ahead += 3 * minuteMs;
  await check();
  await check();
  expect(await breaches()).toMatchObject([{ ...open, resolvedAt: expect.any(String) }]);
  expect(await declared('signed-quote-is-invoiced')).toMatchObject({ expected: 0, open: 0 });
  const told = hub.admin.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  await told.until(({ syncEvents }) => syncEvents.type === 'invariant.resolved');
  const types = told.received.map(({ syncEvents }) => syncEvents.type).filter((type) => type.startsWith('invariant.'));
  expect(types).toEqual(['invariant.breached', 'invariant.resolved']);
  told.stop();
  await watchAlerts.handle({}, hub.assembly.services, signal);
  const over = await hub.admin.data<{ alerts: { nodes: object[] } }>(alerts);
  expect(over.alerts.nodes).not.toContainEqual(expect.objectContaining({ rule: 'invariant-broken' }));
}, 60_000);
