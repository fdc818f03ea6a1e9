import { composeSupergraph } from '../../../gateway/supergraph/compose.js';
import { createSupergraph } from '../../../gateway/supergraph/supergraph.js';
import type { GraphQLService } from '../../../platform/service/graphql-service.js';
import { buildSubgraph } from '../../../platform/service/subgraph-schema.js';
import { billing } from '../../../subgraphs/billing/definition.js';
import { integrations } from '../../../subgraphs/integrations/definition.js';
import { interventions } from '../../../subgraphs/interventions/definition.js';
import { marketing } from '../../../subgraphs/marketing/definition.js';
import { callerOf, organizations } from '../../support/caller.js';
import { type SubgraphHarness, startSubgraphs } from '../../support/subgraph-harness.js';

const notUsed: GraphQLService = {
  execute: () => Promise.reject(new Error('not used')),
  subscribe: () => Promise.reject(new Error('not used')),
};

let hub: SubgraphHarness;
let ask: (query: string, caller?: ReturnType<typeof callerOf>) => Promise<Record<string, unknown>>;

beforeAll(async () => {
  hub = await startSubgraphs([interventions, billing, marketing]);
  const names = ['interventions', 'billing', 'marketing'];
  // The graph does not compose without it; nothing is asked of it here.
  const { typeDefs } = await buildSubgraph(integrations);
  const sdl = composeSupergraph([
    { name: 'integrations', typeDefs, url: 'http://integrations.invalid' },
    ...names.map((name) => ({ name, typeDefs: hub.subgraph(name).typeDefs, url: `http://${name}.invalid` })),
  ]);
  const serviceFor = (name: string) => (name === 'integrations' ? notUsed : hub.subgraph(name));
  const supergraph = createSupergraph({ sdl, serviceFor, logger: hub.services.logger });
  ask = async (query, caller = callerOf()) =>
    JSON.parse(JSON.stringify(await supergraph.execute({ query }, { caller, requestId: 'test' })));
  for (let made = 0; made < 50; made++) await makeDossier(made);
}, 60_000);
afterAll(() => hub?.close());

/** An intervention with its contact's consents, and a signed quote that is invoiced in two parts and paid in one. */
async function makeDossier(number: number): Promise<void> {
  const email = `Person${number}@example.org`;
  type Ids = Record<string, { id: string }>;
  const [graph, leads] = [hub.subgraph('billing'), hub.subgraph('marketing')];
  const { intervention } = await hub
    .subgraph('interventions')
    .data<Ids>(
      `mutation ($input: CreateInterventionInput!) { intervention: createIntervention(input: $input) { id } }`,
      { input: { reference: `INT-${number}`, beneficiary: { email }, site: {}, operations: [], products: [] } },
    );
  const { contact } = await leads.data<Ids>(
    'mutation ($email: String!) { contact: upsertContact(input: { email: $email }) { id } }',
    { email: email.toLowerCase() },
  );
  for (const purpose of ['EMAIL_MARKETING', 'PROFILING']) {
    await leads.data(
      `mutation ($id: ID!) { recordConsent(contactId: $id, input: { purpose: ${purpose}, source: "web" }) { id } }`,
      { id: contact?.id },
    );
  }
  const { company, customer } = await graph.data<Ids>(
    `mutation {
      company: createCompany(input: { name: "Valoren" }) { id }
      customer: createCustomer(input: { name: "Person" }) { id }
    }`,
  );
  const lines = [{ description: 'Work', unitPrice: 10_000, vatRate: 2_000 }];
  const parties = { companyId: company?.id, customerId: customer?.id };
  const { quote } = await graph.data<Ids>(
    'mutation ($input: CreateQuoteInput!) { quote: createQuote(input: $input) { id } }',
    { input: { ...parties, interventionId: intervention?.id, lines } },
  );
  const { deposit } = await graph.data<Ids>(
    `mutation ($id: ID!) {
      sendQuote(id: $id) { id }
      signQuote(id: $id) { id }
      deposit: createInvoiceFromQuote(quoteId: $id, percentage: 30) { id }
      rest: createInvoiceFromQuote(quoteId: $id, percentage: 70) { id }
    }`,
    { id: quote?.id },
  );
  await graph.data(
    `mutation ($id: ID!) {
      sendInvoice(id: $id) { id }
      one: recordPayment(input: { invoiceId: $id, amount: 1000, method: CARD }) { id }
      two: recordPayment(input: { invoiceId: $id, amount: 2600, method: CARD }) { id }
    }`,
    { id: deposit?.id },
  );
}

const dossiers = (first: number) => `{
  interventions(first: ${first}, orderBy: OLDEST_FIRST) {
    nodes {
      beneficiary { email }
      quotes { customer { name } company { name } invoices { status balance { amount } payments { id amount { amount } } } }
      contact { email consents { purpose granted } }
    }
  }
}`;

describe('one query over interventions, billing and marketing', () => {
  test('reads dossiers whole', async () => {
    const { data, errors } = await ask(dossiers(50));
    expect(errors).toBeUndefined();
    const { nodes } = (data as { interventions: { nodes: object[] } }).interventions;
    const payment = (amount: number) => ({ id: expect.any(String), amount: { amount } });
    expect(nodes).toEqual(
      Array.from({ length: 50 }, (_, number) => ({
        beneficiary: { email: `Person${number}@example.org` },
        quotes: [
          {
            customer: { name: 'Person' },
            company: { name: 'Valoren' },
            invoices: [
              { status: 'PAID', balance: { amount: 0 }, payments: [payment(1_000), payment(2_600)] },
              { status: 'DRAFT', balance: { amount: 8_400 }, payments: [] },
            ],
          },
        ],
        contact: {
          email: `person${number}@example.org`,
          consents: [
            { purpose: 'EMAIL_MARKETING', granted: true },
            { purpose: 'PROFILING', granted: true },
          ],
        },
      })),
    );
  });

  test('takes as many SQL statements for fifty as for one', async () => {
    const counted = async (first: number) => {
      hub.statements.length = 0;
      await ask(dossiers(first));
      return hub.statements.length;
    };
    // One a level (interventions and their count, quotes, customers, companies, invoices, payments, contacts,
    // consents), and three a subgraph to open its transaction as the organization and close it.
    expect(await counted(1)).toBe(18);
    expect(await counted(50)).toBe(18);
  });

  test('goes from a quote to its intervention and from a customer to its contact', async () => {
    const { data, errors } = await ask(`{
      quotes(first: 1) { nodes { intervention { reference contact { email } } customer { contact { email } } } }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      quotes: {
        nodes: [
          {
            intervention: { reference: 'INT-49', contact: { email: 'person49@example.org' } },
            customer: { contact: null },
          },
        ],
      },
    });
  });

  test('gives another organization nothing', async () => {
    const { data } = await ask(dossiers(50), callerOf(organizations.south));
    expect(data).toEqual({ interventions: { nodes: [] } });
  });

  test('leaves out the contact of a caller who may not see it, and says so', async () => {
    const caller = callerOf(organizations.north, ['interventions:read', 'billing:read']);
    const { data, errors } = await ask('{ interventions(first: 1) { nodes { reference contact { id } } } }', caller);
    expect(data).toMatchObject({ interventions: { nodes: [{ contact: null }] } });
    expect(errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' }, path: ['interventions', 'nodes', 0, 'contact'] },
    ]);
  });
});
