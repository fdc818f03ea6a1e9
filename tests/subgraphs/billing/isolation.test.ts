import { randomUUID } from 'node:crypto';
import { handleDomainEvents } from '../../../subgraphs/billing/jobs/handle-domain-events.js';
import { callerOf, organizations } from '../../support/caller.js';
import { type BillingKit, payMutation, startBilling } from './billing-kit.js';

let kit: BillingKit;
/** Rows of the north. */
let ids: Record<'Company' | 'Customer' | 'Quote' | 'Invoice' | 'Payment' | 'TermsAcceptance' | 'Intervention', string>;
const south = callerOf(organizations.south);

beforeAll(async () => {
  kit = await startBilling();
  const { companyId, customerId } = await kit.parties();
  const interventionId = randomUUID();
  const quote = await kit.quote({ companyId, customerId, interventionId });
  const invoice = await kit.invoice({ companyId, customerId });
  await kit.step('sendInvoice', invoice.id);
  const payment = await kit.pay(invoice.id, 100, { idempotencyKey: 'north' });
  const terms = await kit.graph.data<{ made: { id: string } }>(
    `mutation ($input: CreateTermsAcceptanceInput!) { made: createTermsAcceptance(input: $input) { id } }`,
    { input: { companyId, customerId, termsVersion: '1' } },
  );
  ids = {
    Company: companyId,
    Customer: customerId,
    Quote: quote.id,
    Invoice: invoice.id,
    Payment: payment.id,
    TermsAcceptance: terms.made.id,
    Intervention: interventionId,
  };
});
afterAll(() => kit?.close());

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Company { id } ... on Customer { id } ... on Quote { id } ... on Invoice { id } ... on Payment { id }
    ... on TermsAcceptance { id }
    ... on Intervention { quotes { id } }
  }
}`;

describe('another organization', () => {
  test('finds nothing by id, in lists or as entities', async () => {
    for (const field of ['company', 'customer', 'quote', 'invoice', 'termsAcceptance'] as const) {
      const type = `${field[0]?.toUpperCase()}${field.slice(1)}` as keyof typeof ids;
      const query = `query ($id: ID!) { found: ${field}(id: $id) { id } }`;
      expect(await kit.graph.data(query, { id: ids[type] })).toEqual({ found: { id: ids[type] } });
      expect(await kit.graph.data(query, { id: ids[type] }, south)).toEqual({ found: null });
    }
    for (const field of ['companies', 'customers', 'quotes', 'invoices', 'payments', 'termsAcceptances']) {
      const query = `{ found: ${field} { totalCount nodes { id } } }`;
      expect(await kit.graph.data(query)).toMatchObject({ found: { totalCount: 1 } });
      expect(await kit.graph.data(query, {}, south)).toEqual({ found: { totalCount: 0, nodes: [] } });
    }
    const representations = Object.entries(ids).map(([__typename, id]) => ({ __typename, id }));
    const own = await kit.graph.data<{ _entities: object[] }>(entities, { representations });
    expect(own._entities).toEqual([
      ...representations.slice(0, -1),
      { __typename: 'Intervention', quotes: [{ id: ids.Quote }] },
    ]);
    const theirs = await kit.graph.data<{ _entities: object[] }>(entities, { representations }, south);
    expect(theirs._entities).toEqual([...Array(6).fill(null), { __typename: 'Intervention', quotes: [] }]);
  });

  test('changes nothing: every mutation that takes an id', async () => {
    const { companyId, customerId } = await kit.parties(south);
    const document = (input: object) => ({ input: { companyId, customerId, lines: [], ...input } });
    const attempts: Record<string, [args: string, variables: Record<string, unknown>][]> = {
      createCompany: [],
      createCustomer: [],
      updateCompany: [['$id: ID!', { id: ids.Company }]],
      updateCustomer: [['$id: ID!', { id: ids.Customer }]],
      deleteCompany: [['$id: ID!', { id: ids.Company }]],
      deleteCustomer: [['$id: ID!', { id: ids.Customer }]],
      createQuote: [
        ['$input: CreateQuoteInput!', document({ companyId: ids.Company })],
        ['$input: CreateQuoteInput!', document({ customerId: ids.Customer })],
      ],
      createInvoice: [
        ['$input: CreateInvoiceInput!', document({ companyId: ids.Company })],
        ['$input: CreateInvoiceInput!', document({ customerId: ids.Customer })],
      ],
      createInvoiceFromQuote: [['$quoteId: ID!', { quoteId: ids.Quote }]],
      createDepositInvoice: [['$quoteId: ID!', { quoteId: ids.Quote }]],
      invoiceDeposit: [['$quoteId: ID!', { quoteId: ids.Quote }]],
      createRestInvoice: [['$quoteId: ID!', { quoteId: ids.Quote }]],
      createCreditNote: [['$input: CreateCreditNoteInput!', { input: { invoiceId: ids.Invoice, reason: 'x' } }]],
      createTermsAcceptance: [
        ['$input: CreateTermsAcceptanceInput!', { input: { companyId: ids.Company, customerId, termsVersion: '1' } }],
        ['$input: CreateTermsAcceptanceInput!', { input: { companyId, customerId: ids.Customer, termsVersion: '1' } }],
      ],
      acceptTerms: [['$id: ID!', { id: ids.TermsAcceptance }]],
      declineTerms: [['$id: ID!', { id: ids.TermsAcceptance }]],
      recordRefund: [['$input: RecordRefundInput!', { input: { invoiceId: ids.Invoice, amount: 1, method: 'CASH' } }]],
      recordPayment: [
        ['$input: RecordPaymentInput!', { input: { invoiceId: ids.Invoice, amount: 1, method: 'CASH' } }],
      ],
    };
    for (const mutation of ['updateQuote', 'deleteQuote', 'sendQuote', 'markQuoteViewed', 'signQuote', 'rejectQuote']) {
      attempts[mutation] = [['$id: ID!', { id: ids.Quote }]];
    }
    for (const mutation of [
      'updateInvoice',
      'deleteInvoice',
      'sendInvoice',
      'markInvoiceViewed',
      'cancelInvoice',
      'archiveInvoice',
    ]) {
      attempts[mutation] = [['$id: ID!', { id: ids.Invoice }]];
    }
    const mutations = Object.keys(kit.graph.schema.getMutationType()?.getFields() ?? {});
    expect(Object.keys(attempts).sort()).toEqual(mutations.sort());
    for (const [mutation, tries] of Object.entries(attempts)) {
      for (const [args, variables] of tries) {
        const inputs = mutation.startsWith('update') ? ', input: {}' : '';
        const [name] = args.slice(1).split(':');
        const fields = mutation.startsWith('delete') ? '' : '{ id }';
        const query = `mutation (${args}) { ${mutation}(${name}: $${name}${inputs}) ${fields} }`;
        expect(await kit.graph.refusal(query, variables, south)).toMatchObject({ code: 'NOT_FOUND' });
      }
    }
    const { quote } = await kit.graph.data<{ quote: object }>(`{ quote(id: "${ids.Quote}") { version status } }`);
    expect(quote).toEqual({ version: 1, status: 'DRAFT' });
  });

  test('may use the same idempotency key', async () => {
    const { id } = await kit.invoice({}, south);
    await kit.graph.data('mutation ($id: ID!) { sendInvoice(id: $id) { id } }', { id }, south);
    const input = { invoiceId: id, amount: 100, method: 'CASH', idempotencyKey: 'north' };
    const { recordPayment } = await kit.graph.data<{ recordPayment: { id: string } }>(payMutation, { input }, south);
    expect(recordPayment.id).not.toBe(ids.Payment);
  });

  test('is kept out by the database itself, foreign keys included', async () => {
    const columns = 'id, organization_id, created_at, updated_at, company_id, customer_id, currency, lines, number';
    const insert = kit.database.sql(
      `insert into billing.quotes (${columns}) values ($1, $2, now(), now(), $3, $4, 'EUR', '[]', 'QUO-X')`,
      [randomUUID(), organizations.south, ids.Company, ids.Customer],
    );
    await expect(insert).rejects.toThrow(/foreign key/);
  });
});

describe('a caller without the scope', () => {
  test('reads and changes nothing, fields on interventions included', async () => {
    const others = callerOf(organizations.north, ['interventions:read', 'marketing:read', 'billing:write']);
    const forbidden = { code: 'FORBIDDEN', requiredScope: 'billing:read' };
    for (const field of ['company', 'customer', 'quote', 'invoice', 'termsAcceptance']) {
      expect(await kit.graph.refusal(`{ ${field}(id: "${randomUUID()}") { id } }`, {}, others)).toMatchObject(
        forbidden,
      );
    }
    for (const field of ['companies', 'customers', 'quotes', 'invoices', 'payments', 'termsAcceptances']) {
      expect(await kit.graph.refusal(`{ ${field} { totalCount } }`, {}, others)).toMatchObject(forbidden);
    }
    for (const [__typename, id] of Object.entries(ids)) {
      const representations = [{ __typename, id }];
      expect(await kit.graph.refusal(entities, { representations }, others)).toMatchObject(forbidden);
    }
    const reader = callerOf(organizations.north, ['billing:read']);
    const mutation = 'mutation { createCompany(input: { name: "x" }) { id } }';
    expect(await kit.graph.refusal(mutation, {}, reader)).toMatchObject({ requiredScope: 'billing:write' });
  });
});

describe('a converted client', () => {
  test('becomes a customer once, however often it is told', async () => {
    const data = {
      leadId: randomUUID(),
      contactId: randomUUID(),
      displayName: 'Paul Verlaine',
      email: 'paul@example.org',
      phone: null,
    };
    const { organizationId, actor } = callerOf();
    const occurredAt = kit.clock.now.toISOString();
    const event = { organizationId, actor, occurredAt, requestId: 'r', name: 'client.converted', data };
    const { signal } = new AbortController();
    await handleDomainEvents.handle(event, kit.services, signal);
    await handleDomainEvents.handle({ ...event, data: { ...data, displayName: 'P. V.' } }, kit.services, signal);
    const query = `query ($id: ID!) {
      customers(filter: { contactId: $id }) { nodes { kind name email phone contact { id } } }
    }`;
    const customer = { kind: 'PERSON', name: 'Paul Verlaine', email: 'paul@example.org', phone: null };
    expect(await kit.graph.data(query, { id: data.contactId })).toEqual({
      customers: { nodes: [{ ...customer, contact: { id: data.contactId } }] },
    });
    expect(await kit.graph.data(query, { id: data.contactId }, south)).toEqual({ customers: { nodes: [] } });
  });
});
