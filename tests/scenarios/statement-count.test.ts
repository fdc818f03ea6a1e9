import { completeDossier, createIntervention } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

const page = `query ($first: Int!) { interventions(first: $first) { totalCount nodes {
  reference beneficiary { firstName lastName email } site { city }
  syncStatus { state vendorStatus lastDelivery { id status attempts { number outcome } connection { name } } }
  quotes { number status company { name } customer { name } totals { gross { amount } }
    invoices { number status balance { amount } payments { amount { amount } method receivedAt } } }
  contact { displayName consents { purpose granted at } }
} } }`;

interface Page {
  interventions: {
    nodes: {
      syncStatus: { state: string };
      quotes: { invoices: { payments: unknown[] }[] }[];
      contact: { consents: unknown[] };
    }[];
  };
}

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  const { company } = await hub.admin.data<{ company: { id: string } }>(
    'mutation { company: createCompany(input: { name: "Valoren" }) { id } }',
  );
  const dossiers = Array.from({ length: 50 }, (_, index) => index);
  while (dossiers.length > 0) await Promise.all(dossiers.splice(0, 5).map((index) => addDossier(company.id, index)));
}, 120_000);
afterAll(() => hub.close());

/** An intervention on its way to Symphonics, quoted, invoiced, partly paid, of a contact who has consented. */
async function addDossier(companyId: string, index: number): Promise<void> {
  const email = `person-${index}@example.com`;
  const dossier = completeDossier();
  const { id } = await createIntervention(hub.admin, { ...dossier, beneficiary: { ...dossier.beneficiary, email } });
  const made = await hub.admin.data<Record<'customer' | 'contact', { id: string }>>(
    `mutation ($id: ID!, $email: String!) {
      publishIntervention(id: $id) { id }
      customer: createCustomer(input: { name: "Someone", email: $email }) { id }
      contact: createContact(input: { firstName: "Someone", email: $email }) { id } }`,
    { id, email },
  );
  const line = { description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 };
  const input = { companyId, customerId: made.customer.id, interventionId: id, lines: [line] };
  const { quote } = await hub.admin.data<{ quote: { id: string } }>(
    `mutation ($input: CreateQuoteInput!, $contact: ID!) {
      quote: createQuote(input: $input) { id }
      recordConsent(contactId: $contact, input: { purpose: PROFILING, source: "phone" }) { id } }`,
    { input, contact: made.contact.id },
  );
  const { invoice } = await hub.admin.data<{ invoice: { id: string } }>(
    'mutation ($id: ID!) { sendQuote(id: $id) { id } signQuote(id: $id) { id } invoice: createInvoiceFromQuote(quoteId: $id) { id } }',
    quote,
  );
  await hub.admin.data(
    `mutation ($id: ID!) { sendInvoice(id: $id) { id }
      recordPayment(input: { invoiceId: $id, amount: 100, method: CARD }) { id } }`,
    invoice,
  );
}

/** What a page takes, in statements; whose key it is, is asked every two seconds and not counted. */
async function statementsOf(first: number): Promise<string[]> {
  hub.statements.length = 0;
  const { interventions } = await hub.admin.data<Page>(page, { first });
  const statements = hub.statements.filter((statement) => !statement.includes('access.find_api_key'));
  expect(interventions.nodes).toHaveLength(first);
  for (const { syncStatus, quotes, contact } of interventions.nodes) {
    expect(syncStatus.state).toBe('PENDING');
    expect(quotes[0]?.invoices[0]?.payments).toHaveLength(1);
    expect(contact.consents).toHaveLength(1);
  }
  return statements;
}

test('a page of fifty dossiers over four subgraphs takes as many statements as one of five', async () => {
  const [five, fifty] = [await statementsOf(5), await statementsOf(50)];
  expect(fifty.length).toBe(five.length);
  // Four units of work, of three statements each beside one for each kind of thing they look up: twelve.
  // And one that counts the call.
  expect(fifty.length).toBeLessThanOrEqual(25);
});

const nested = `query ($first: Int!) { interventions(first: $first) { nodes { id
  history(first: 1) { totalCount nodes { id action } pageInfo { hasNextPage endCursor } }
  deliveries(first: 1) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
  contact { consentHistory { totalCount nodes { purpose } pageInfo { hasNextPage } } }
} } }`;
const historyAfter = `query ($id: ID!, $first: Int!, $after: String) { intervention(id: $id) {
  history(first: $first, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }`;

interface Nested {
  id: string;
  history: {
    totalCount: number;
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
  deliveries: { totalCount: number; nodes: { id: string }[]; pageInfo: { hasNextPage: boolean } };
  contact: { consentHistory: { totalCount: number; nodes: unknown[] } };
}

test('lists within a list are found for all fifty at once, and are read on from where they end', async () => {
  const ask = async (first: number) => {
    hub.statements.length = 0;
    const { interventions } = await hub.admin.data<{ interventions: { nodes: Nested[] } }>(nested, { first });
    return {
      nodes: interventions.nodes,
      statements: hub.statements.filter((one) => !one.includes('find_api_key')).length,
    };
  };
  const first = interventionOf((await ask(1)).nodes);
  await hub.admin.data('mutation ($id: ID!) { changeInterventionStatus(id: $id, status: SCHEDULED) { id } }', {
    id: first.id,
  });
  const [five, fifty] = [await ask(5), await ask(50)];
  expect(fifty.statements).toBe(five.statements);
  for (const { deliveries, contact } of fifty.nodes) {
    expect(deliveries).toMatchObject({ totalCount: 1, pageInfo: { hasNextPage: false } });
    expect(contact.consentHistory).toMatchObject({ totalCount: 1, nodes: [{ purpose: 'PROFILING' }] });
  }
  const { id, history } = fifty.nodes.find((node) => node.id === first.id) ?? first;
  expect(history).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
  const read = async (variables: object) =>
    (await hub.admin.data<{ intervention: Nested }>(historyAfter, { id, ...variables })).intervention.history;
  const whole = await read({ first: 10 });
  const rest = await read({ first: 10, after: history.pageInfo.endCursor });
  expect([...history.nodes, ...rest.nodes].map((node) => node.id)).toEqual(whole.nodes.map((node) => node.id));
});

function interventionOf(nodes: Nested[]): Nested {
  if (!nodes[0]) throw new Error('there is no intervention');
  return nodes[0];
}
