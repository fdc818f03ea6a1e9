import { type BillingKit, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
afterAll(() => kit?.close());

const gone = (kind: string) =>
  `mutation ($id: ID!, $version: Int) { delete${kind}(id: $id, expectedVersion: $version) }`;

test('a draft of an invoice is changed: what is left out stays, null empties, lines replace all', async () => {
  const draft = await kit.invoice({ title: 'Visit' });
  const lines = 'lines: [{ description: "Hours", quantity: 1.5, unitPrice: 3333, vatRate: 1000 }]';
  const changed = await kit.step('updateInvoice', draft.id, `input: { ${lines}, dueAt: "2031-01-01T00:00:00Z" }`);
  // 1.5 × 33.33 = 49.995, rounded to 50.00; with 10 % VAT 55.00.
  expect(changed).toMatchObject({
    version: 2,
    dueAt: '2031-01-01T00:00:00.000Z',
    totals: { gross: { amount: 5_500 } },
  });
  const emptied = await kit.step('updateInvoice', draft.id, 'input: { dueAt: null }, expectedVersion: 2');
  expect(emptied).toMatchObject({ version: 3, dueAt: null, totals: { gross: { amount: 5_500 } } });
  const stale = await kit.refused('updateInvoice', draft.id, 'input: { title: "x" }, expectedVersion: 2');
  expect(stale).toMatchObject({ code: 'CONFLICT', currentVersion: 3, expectedVersion: 2 });
  expect(await kit.refused('updateInvoice', draft.id, 'input: { currency: "euro" }')).toMatchObject({
    code: 'INVALID_INPUT',
  });
});

test('what went to the customer is neither changed nor deleted', async () => {
  const { id } = await kit.invoice();
  await kit.step('sendInvoice', id);
  const refusal = { code: 'CONFLICT', currentStatus: 'SENT' };
  expect(await kit.refused('updateInvoice', id, 'input: { title: "x" }')).toMatchObject(refusal);
  expect(await kit.graph.refusal(gone('Invoice'), { id })).toMatchObject(refusal);
  const quote = await kit.quote();
  await kit.step('sendQuote', quote.id);
  expect(await kit.graph.refusal(gone('Quote'), { id: quote.id })).toMatchObject(refusal);
});

test('an invoice keeps what follows from its quote', async () => {
  const quote = await kit.quote();
  await kit.step('sendQuote', quote.id);
  await kit.step('signQuote', quote.id);
  const { made } = await kit.graph.data<{ made: { id: string } }>(
    'mutation ($id: ID!) { made: createInvoiceFromQuote(quoteId: $id, percentage: 30) { id } }',
    { id: quote.id },
  );
  expect(await kit.refused('updateInvoice', made.id, 'input: { lines: [] }')).toMatchObject({ quoteId: quote.id });
  expect(await kit.step('updateInvoice', made.id, 'input: { notes: "deposit" }')).toMatchObject({ version: 2 });
});

test('a draft is deleted against its version, once', async () => {
  for (const [kind, draft] of [
    ['Quote', await kit.quote()],
    ['Invoice', await kit.invoice()],
  ] as const) {
    const { id } = draft;
    expect(await kit.graph.refusal(gone(kind), { id, version: 7 })).toMatchObject({ code: 'CONFLICT' });
    expect(await kit.graph.data(gone(kind), { id, version: 1 })).toEqual({ [`delete${kind}`]: true });
    expect(await kit.graph.refusal(gone(kind), { id })).toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('a payment is found by its id', async () => {
  const { id } = await kit.invoice();
  await kit.step('sendInvoice', id);
  const payment = await kit.pay(id, 500);
  const query = 'query ($id: ID!) { payment(id: $id) { amount { amount } invoice { id } } }';
  expect(await kit.graph.data(query, { id: payment.id })).toEqual({
    payment: { amount: { amount: 500 }, invoice: { id } },
  });
  expect(await kit.graph.data(query, { id: 'none' })).toEqual({ payment: null });
});
