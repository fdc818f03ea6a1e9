import { randomUUID } from 'node:crypto';
import type { HubClient } from '../support/client.js';
import { beginning, createIntervention, type SyncEventData, syncEventsQuery } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { resetCircuit, startVendorSandboxes, type VendorSandboxes } from '../support/vendor-sandboxes.js';

let hub: TestHub;
let vendors: VendorSandboxes;
let ninjaConnection: string;
beforeAll(async () => {
  // A journey asks the graph dozens of times; how long a busy machine takes over that is not what is looked at.
  hub = await startTestHub({ env: { SUBGRAPH_DEADLINE_MS: '20000' } });
  vendors = await startVendorSandboxes(hub);
  await vendors.connectDocuseal();
  ninjaConnection = await vendors.connectNinja();
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

interface Step {
  id: string;
  kind: string;
  subjectType: string;
  title: string;
  state: string;
  status: string;
  connector: string | null;
  action: string | null;
  why: string | null;
  delivery: { status: string } | null;
}
interface Journey {
  state: string;
  truncated: boolean;
  subjects: { type: string; id: string; status: string | null; isAwaited: boolean }[];
  blocked: Step[];
  steps: { nodes: Step[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}
const stepFields = 'id kind subjectType title state status connector action why delivery { status }';
const fields = (page = 'first: 100') => `state truncated subjects { type id status isAwaited } blocked { ${stepFields} }
  steps(${page}) { totalCount nodes { ${stepFields} } pageInfo { hasNextPage endCursor } }`;
const journeyOf = async (type: string, id: string, client: HubClient = hub.admin): Promise<Journey> => {
  const query = `query ($type: String!, $id: ID!) { journey(subjectType: $type, subjectId: $id) { ${fields()} } }`;
  return (await client.data<{ journey: Journey }>(query, { type, id })).journey;
};
const replay = `mutation ($type: String!, $id: ID!, $from: ID!) {
  replayJourney(subjectType: $type, subjectId: $id, fromStepId: $from) { ${fields()} } }`;
const replayed = (type: string, id: string, from: string | undefined) =>
  hub.admin.data<{ replayJourney: Journey }>(replay, { type, id, from });
/** The journey once it fits. */
const until = (type: string, id: string, what: string, fits: (journey: Journey) => boolean) =>
  eventually(async () => {
    const journey = await journeyOf(type, id);
    return fits(journey) && journey;
  }, what);
const done = (journey: Journey, action: string) =>
  journey.steps.nodes.filter((step) => step.action === action && step.status === 'SUCCEEDED').length;

const make = async (mutation: string, type: string, input: object): Promise<string> => {
  const query = `mutation ($input: ${type}!) { made: ${mutation}(input: $input) { id } }`;
  return (await hub.admin.data<{ made: { id: string } }>(query, { input })).made.id;
};

test('a journey goes from the lead to the payment, says what stands still and why, and goes on from any of its steps', async () => {
  const email = `marie.${randomUUID().slice(0, 8)}@example.org`;
  const contactId = await make('createContact', 'ContactInput', { firstName: 'Marie', email });
  const leadId = await make('createLead', 'CreateLeadInput', { contactId, source: 'website' });
  const { id: interventionId } = await createIntervention(hub.admin);
  const companyId = await make('createCompany', 'CreateCompanyInput', { name: 'Valoren', depositPercentage: 30 });
  const customerId = await make('createCustomer', 'CreateCustomerInput', { name: 'Marie Curie', email, contactId });
  const lines = [{ description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 }];
  const quoteId = await make('createQuote', 'CreateQuoteInput', { companyId, customerId, interventionId, lines });
  await hub.admin.data('mutation ($id: ID!) { sendQuote(id: $id) { id } }', { id: quoteId });

  const sent = await until('lead', leadId, 'the signature requested', ({ steps }) =>
    steps.nodes.some(({ kind }) => kind === 'SIGNATURE'),
  );
  expect(sent).toMatchObject({ state: 'WAITING', truncated: false, blocked: [] });
  expect(sent.subjects.map(({ type }) => type).toSorted()).toEqual([
    'contact',
    'customer',
    'intervention',
    'lead',
    'quote',
  ]);
  expect(sent.steps.nodes).toContainEqual(
    expect.objectContaining({ kind: 'SIGNATURE', status: 'REQUESTED', state: 'WAITING', why: 'waits for a signer' }),
  );

  // Invoice Ninja goes down: the deposit invoice cannot get there.
  vendors.ninja.faults.add({ fault: { kind: 'status', status: 503 }, times: 10_000 });
  const [submission] = vendors.docuseal.state().submissions;
  for (const event of ['form.viewed', 'form.completed', 'form.completed'] as const) {
    const open = vendors.docuseal.state().submissions[0]?.status !== 'completed';
    if (submission && open) await vendors.docuseal.sendEvent({ event, submission_id: submission.id });
  }
  const stuck = await until('quote', quoteId, 'the deposit standing still', ({ blocked }) =>
    blocked.some(({ action, status }) => action === 'sync-customer' && status !== 'RETRYING'),
  );
  expect(['WAITING', 'BLOCKED', 'FAILED', 'UNDER_WAY']).toContain(stuck.state);
  expect(stuck.state).not.toBe('COMPLETE');
  for (const step of stuck.blocked) expect(step.why).toEqual(expect.any(String));
  const deposit = stuck.subjects.find(({ type }) => type === 'invoice');
  expect(deposit).toMatchObject({ status: 'SENT', isAwaited: true });

  // It is back; a person replays from what stood still first.
  vendors.ninja.faults.clear();
  await resetCircuit(hub, ninjaConnection);
  await replayed('quote', quoteId, stuck.blocked[0]?.id);
  await until('quote', quoteId, 'the deposit at Invoice Ninja', (one) => done(one, 'email-invoice') === 1);

  const payment = 'mutation ($id: ID!) { recordPayment(input: { invoiceId: $id, amount: 3600, method: CARD }) { id } }';
  await hub.admin.data(payment, { id: deposit?.id });
  const paid = await until('payment', await paymentOf(quoteId), 'everything done', ({ state }) => state === 'COMPLETE');
  expect(paid.blocked).toEqual([]);
  expect(paid.subjects.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['lead', 'contact', 'quote', 'payment']),
  );

  // Mautic is connected only now: nobody asked it for anything. From the first step, what is missing is asked for, and nothing else.
  await vendors.connectMautic();
  const before = await journeyOf('lead', leadId);
  expect(before.steps.nodes.filter(({ connector }) => connector === 'mautic')).toEqual([]);
  await replayed('lead', leadId, before.steps.nodes[0]?.id);
  const complete = await until('lead', leadId, 'known to Mautic', (one) =>
    ['note-payment-received', 'sync-lead'].every((action) => done(one, action) === 1),
  );
  const others = ({ steps }: Journey) =>
    steps.nodes
      .filter((step) => step.kind === 'DELIVERY' && step.connector !== 'mautic')
      .map(({ id, status }) => ({ id, status }));
  expect(others(complete)).toEqual(others(before));

  const held = vendors.ninja.state().SANDBOX;
  expect([held?.clients.length, held?.invoices.length, held?.payments.length, held?.emails.length]).toEqual([
    1, 1, 1, 1,
  ]);
  expect(vendors.docuseal.state().submissions).toHaveLength(1);
  const contacts = vendors.mautic.state().contacts;
  expect(contacts.map((one) => one.email)).toEqual([email]);
  expect(contacts[0]?.notes.filter(({ text }) => text.startsWith('Paiement reçu : 36,00'))).toHaveLength(1);
  await expectPages(leadId, complete);
  await expectRefusals(leadId, complete);
}, 120_000);

async function paymentOf(quoteId: string): Promise<string> {
  const query = 'query ($id: ID!) { quote(id: $id) { invoices { payments { id } } } }';
  type Answer = { quote: { invoices: { payments: { id: string }[] }[] } };
  const { quote } = await hub.admin.data<Answer>(query, { id: quoteId });
  return quote.invoices[0]?.payments[0]?.id ?? '';
}

/** Read in pages, the steps are the same, in the same order. */
async function expectPages(leadId: string, { steps }: Journey): Promise<void> {
  const query = `query ($id: ID!, $after: String) {
    journey(subjectType: "lead", subjectId: $id) { steps(first: 7, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`;
  const read: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    type Answer = { journey: { steps: { nodes: { id: string }[]; pageInfo: Journey['steps']['pageInfo'] } } };
    const answer: Answer = await hub.admin.data<Answer>(query, { id: leadId, after });
    read.push(...answer.journey.steps.nodes.map(({ id }) => id));
    ({ hasNextPage: more, endCursor: after } = answer.journey.steps.pageInfo);
  }
  expect(read.slice(0, steps.nodes.length)).toEqual(steps.nodes.map(({ id }) => id));
  expect(new Set(read).size).toBe(read.length);
}

async function expectRefusals(leadId: string, { steps }: Journey): Promise<void> {
  const codeOf = async (client: HubClient, query: string, variables: object) =>
    (await client.ask(query, { ...variables })).errors?.[0]?.extensions?.code;
  const look = 'query ($type: String!, $id: ID!) { journey(subjectType: $type, subjectId: $id) { state } }';
  const first = { type: 'lead', id: leadId, from: steps.nodes[0]?.id };
  const stranger = await hub.client({ organization: 'elsewhere' });
  expect(await stranger.data(look, first)).toEqual({ journey: null });
  expect(await codeOf(stranger, replay, first)).toBe('NOT_FOUND');
  expect(await codeOf(hub.admin, replay, { ...first, from: 'event:999999' })).toBe('NOT_FOUND');
  expect(await codeOf(hub.admin, look, { ...first, type: 'signature' })).toBe('INVALID_INPUT');
  expect(await hub.admin.data(look, { type: 'quote', id: leadId })).toEqual({ journey: null });
  const reader = await hub.client({ scopes: ['integrations:read'] });
  expect(await reader.data(look, first)).toEqual({ journey: { state: expect.any(String) } });
  expect(await codeOf(reader, replay, first)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  const told = hub.admin.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  await told.until(({ syncEvents }) => syncEvents.type === 'journey.replayed');
  told.stop();
}
