import { randomUUID } from 'node:crypto';
import { quoteTransitions } from '../../../subgraphs/billing/entities/quote-status.js';
import { type BillingKit, type QuoteAnswer, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
afterAll(() => kit?.close());

const updateQuote = `mutation ($id: ID!, $input: UpdateQuoteInput!, $expectedVersion: Int) {
  updateQuote(id: $id, input: $input, expectedVersion: $expectedVersion) {
    version title notes validUntil intervention { id } customer { name } totals { gross { amount } } lines { description }
  }
}`;

/** A quote in each status, and the steps that lead there. */
const paths = {
  DRAFT: [],
  SENT: ['sendQuote'],
  VIEWED: ['sendQuote', 'markQuoteViewed'],
  SIGNED: ['sendQuote', 'signQuote'],
  REJECTED: ['sendQuote', 'rejectQuote'],
} as const;

async function quoteIn(status: keyof typeof paths): Promise<QuoteAnswer> {
  let quote = await kit.quote();
  for (const step of paths[status]) quote = await kit.step<QuoteAnswer>(step, quote.id);
  expect(quote.status).toBe(status);
  return quote;
}

describe('a quote', () => {
  test('shows its lines and totals in exact amounts', async () => {
    const lines = [
      { description: 'Pump', unitPrice: 1_234_567, vatRate: 550, discount: 500 },
      { description: 'Labour', quantity: 7.25, unit: 'h', unitPrice: 4_999, vatRate: 1_000 },
      { description: 'Old boiler taken back', unitPrice: -10_000, vatRate: 550 },
    ];
    const { id } = await kit.quote({ lines, title: 'Renovation' });
    const query = `query ($id: ID!) {
      quote(id: $id) {
        title currency
        lines { description quantity unit unitPrice { amount currency } vatRate discount net { amount } }
        totals { net { amount currency } vat { amount } gross { amount } vatByRate { rate net { amount } vat { amount } } }
      }
    }`;
    expect((await kit.graph.data(query, { id })).quote).toMatchObject({
      title: 'Renovation',
      currency: 'EUR',
      lines: [
        { quantity: 1, unit: null, unitPrice: { amount: 1_234_567, currency: 'EUR' }, net: { amount: 1_172_839 } },
        { quantity: 7.25, unit: 'h', discount: 0, net: { amount: 36_243 } },
        { unitPrice: { amount: -10_000 }, vatRate: 550, net: { amount: -10_000 } },
      ],
      totals: {
        net: { amount: 1_199_082, currency: 'EUR' },
        vat: { amount: 67_580 },
        gross: { amount: 1_266_662 },
        vatByRate: [
          { rate: 550, net: { amount: 1_162_839 }, vat: { amount: 63_956 } },
          { rate: 1_000, net: { amount: 36_243 }, vat: { amount: 3_624 } },
        ],
      },
    });
  });

  test.each([
    ['lines.0.quantity', { quantity: 0 }],
    ['lines.0.quantity', { quantity: 0.1 + 0.2 }],
    ['lines.0.quantity', { quantity: 10_000_000 }],
    ['lines.0.vatRate', { vatRate: 1_960 }],
    ['lines.0.discount', { discount: 10_001 }],
    ['lines.0.unitPrice', { unitPrice: 1_000_000_000_001 }],
    ['lines.0.description', { description: ' ' }],
    ['lines', { unitPrice: -1 }],
    ['lines', { unitPrice: 1_000_000_000_000, quantity: 9_999_999 }],
  ])('is refused for its %s: %p', async (field, wrong) => {
    const parties = await kit.parties();
    const input = { ...parties, lines: [{ description: 'x', unitPrice: 1, vatRate: 2_000, ...wrong }] };
    const refusal = await kit.graph.refusal(
      'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { id } }',
      { input },
    );
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field }] });
  });

  test('needs a company and a customer that are there', async () => {
    const parties = await kit.parties();
    for (const field of ['companyId', 'customerId']) {
      const input = { ...parties, [field]: randomUUID(), lines: [] };
      const mutation = 'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { id } }';
      expect(await kit.graph.refusal(mutation, { input })).toMatchObject({ code: 'NOT_FOUND', field });
    }
  });

  test('changes while it is a draft, from the version that was seen', async () => {
    const interventionId = randomUUID();
    const { id, version } = await kit.quote({ title: 'Old', notes: 'kept' });
    const lines = [{ description: 'Other', unitPrice: 500, vatRate: 0 }];
    const input = { title: null, interventionId, lines, validUntil: '2025-07-01T00:00:00.000Z' };
    const { updateQuote: changed } = await kit.graph.data(updateQuote, { id, input, expectedVersion: version });
    expect(changed).toMatchObject({
      version: version + 1,
      title: null,
      notes: 'kept',
      validUntil: '2025-07-01T00:00:00.000Z',
      intervention: { id: interventionId },
      customer: { name: 'Marie Curie' },
      totals: { gross: { amount: 500 } },
      lines: [{ description: 'Other' }],
    });
    const stale = await kit.graph.refusal(updateQuote, { id, input: { title: 'x' }, expectedVersion: version });
    expect(stale).toMatchObject({ code: 'CONFLICT', currentVersion: version + 1 });
    const customerId = randomUUID();
    const nobody = await kit.graph.refusal(updateQuote, { id, input: { customerId } });
    expect(nobody).toMatchObject({ code: 'NOT_FOUND', field: 'customerId' });
    await kit.step('sendQuote', id);
    const sent = await kit.graph.refusal(updateQuote, { id, input: { title: 'x' } });
    expect(sent).toMatchObject({ code: 'CONFLICT', currentStatus: 'SENT' });
  });

  test('is sent with lines and a validity ahead: 30 days unless told', async () => {
    const quote = await kit.quote();
    const sent = await kit.step('sendQuote', quote.id, `expectedVersion: ${quote.version}`);
    expect(sent).toMatchObject({
      status: 'SENT',
      version: quote.version + 1,
      sentAt: '2025-06-02T09:00:00.000Z',
      validUntil: '2025-07-02T09:00:00.000Z',
    });
    const { id: empty } = await kit.quote({ lines: [] });
    expect(await kit.refused('sendQuote', empty)).toMatchObject({ violations: [{ field: 'lines' }] });
    const { id: late } = await kit.quote({ validUntil: '2025-06-02T09:00:00.000Z' });
    expect(await kit.refused('sendQuote', late)).toMatchObject({ violations: [{ field: 'validUntil' }] });
  });

  test('keeps who signed and when, and refuses a signature after its validity', async () => {
    const { id } = await kit.quote({ validUntil: '2025-06-10T00:00:00.000Z' });
    await kit.step('sendQuote', id);
    const late = await kit.refused('signQuote', id, 'signedAt: "2025-06-10T00:00:00.001Z"');
    expect(late).toMatchObject({ code: 'CONFLICT', validUntil: '2025-06-10T00:00:00.000Z' });
    const signed = await kit.step('signQuote', id, 'signedAt: "2025-06-10T00:00:00.000Z" signedBy: "Marie"');
    expect(signed).toMatchObject({ status: 'SIGNED', signedBy: 'Marie', signedAt: '2025-06-10T00:00:00.000Z' });
  });

  test('keeps why it was rejected', async () => {
    const { id } = await quoteIn('VIEWED');
    expect(await kit.step('rejectQuote', id, 'reason: "too dear"')).toMatchObject({
      status: 'REJECTED',
      rejectedAt: kit.clock.now.toISOString(),
      rejectionReason: 'too dear',
    });
  });

  test('seen again, or told late, keeps its status', async () => {
    const { id } = await quoteIn('SIGNED');
    expect(await kit.step('markQuoteViewed', id)).toMatchObject({
      status: 'SIGNED',
      viewedAt: kit.clock.now.toISOString(),
    });
  });

  const steps = { sendQuote: 'SENT', signQuote: 'SIGNED', rejectQuote: 'REJECTED' } as const;
  test.each(Object.keys(paths) as (keyof typeof paths)[])('that is %s goes where the table says', async (from) => {
    for (const [step, to] of Object.entries(steps)) {
      const { id } = await quoteIn(from);
      if (quoteTransitions[from].includes(to)) expect(await kit.step(step, id)).toMatchObject({ status: to });
      else expect(await kit.refused(step, id)).toMatchObject({ code: 'CONFLICT', currentStatus: from });
    }
  });

  test('a draft cannot have been seen', async () => {
    const { id } = await quoteIn('DRAFT');
    expect(await kit.refused('markQuoteViewed', id)).toMatchObject({ code: 'CONFLICT', currentStatus: 'DRAFT' });
  });

  test('tells of every status, in the transaction of the change', async () => {
    const interventionId = randomUUID();
    const parties = await kit.parties();
    const { id: quoteId, number } = await kit.quote({ ...parties, interventionId });
    const facts = { quoteId, number, ...parties, contactId: null, interventionId };
    await kit.step('sendQuote', quoteId);
    await kit.step('markQuoteViewed', quoteId);
    await kit.step('signQuote', quoteId);
    await kit.refused('rejectQuote', quoteId);
    const told = (await kit.events('integrations')).filter(
      ({ data }) => (data as { quoteId: string }).quoteId === quoteId,
    );
    expect(told.map(({ name, data }) => ({ name, ...(data as object) }))).toMatchObject(
      [
        [null, 'DRAFT'],
        ['DRAFT', 'SENT'],
        ['SENT', 'VIEWED'],
        ['VIEWED', 'SIGNED'],
      ].map(([from, to]) => ({ name: 'quote.status-changed', ...facts, from, to })),
    );
  });
});

describe('quotes', () => {
  test('are found by status, customer, intervention, company, text and dates', async () => {
    kit.clock.now = new Date('2025-08-01T00:00:00.000Z');
    const interventionId = randomUUID();
    const parties = await kit.parties();
    const quote = await kit.quote({ ...parties, interventionId, title: 'Roof 50% off' });
    kit.clock.now = new Date('2025-08-02T00:00:00.000Z');
    const sent = await kit.step<QuoteAnswer>('sendQuote', (await kit.quote(parties)).id);
    const found = async (filter: object) => {
      const query = 'query ($filter: QuoteFilter) { quotes(filter: $filter) { nodes { id } totalCount } }';
      const { quotes } = await kit.graph.data<{ quotes: { nodes: { id: string }[] } }>(query, { filter });
      return quotes.nodes.map(({ id }) => id);
    };
    const { companyId, customerId } = parties;
    expect(await found({ companyId })).toEqual([sent.id, quote.id]);
    expect(await found({ customerId, status: ['SENT', 'SIGNED'] })).toEqual([sent.id]);
    expect(await found({ interventionId })).toEqual([quote.id]);
    expect(await found({ companyId, text: '50% OFF' })).toEqual([quote.id]);
    expect(await found({ companyId, text: sent.number.toLowerCase() })).toEqual([sent.id]);
    expect(await found({ companyId, text: 'curie' })).toEqual([sent.id, quote.id]);
    expect(await found({ companyId, createdAfter: '2025-08-02T00:00:00.000Z' })).toEqual([sent.id]);
    expect(await found({ companyId, createdBefore: '2025-08-02T00:00:00.000Z' })).toEqual([quote.id]);
    expect(await found({ companyId, validBefore: '2025-09-02T00:00:00.000Z' })).toEqual([sent.id]);
    expect(await found({ companyId: 'no id' })).toEqual([]);
  });
});
