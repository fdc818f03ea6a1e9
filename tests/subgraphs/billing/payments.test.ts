import { callerOf, organizations } from '../../support/caller.js';
import { type BillingKit, type InvoiceAnswer, payMutation, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
afterAll(() => kit?.close());

async function sentInvoice(): Promise<InvoiceAnswer> {
  return kit.step<InvoiceAnswer>('sendInvoice', (await kit.invoice()).id);
}

const refused = (invoiceId: string, amount: number, more: object = {}) =>
  kit.graph.refusal(payMutation, { input: { invoiceId, amount, method: 'CARD', ...more } });

describe('payments', () => {
  test('move an invoice to PARTIAL and, when nothing is left, to PAID', async () => {
    const { id } = await sentInvoice();
    const receivedAt = '2025-06-01T00:00:00.000Z';
    const part = await kit.pay(id, 5_000, { method: 'CHEQUE', reference: 'CH 42', receivedAt });
    expect(part).toMatchObject({
      amount: { amount: 5_000, currency: 'EUR' },
      method: 'CHEQUE',
      reference: 'CH 42',
      receivedAt,
      invoice: {
        status: 'PARTIAL',
        paid: { amount: 5_000 },
        balance: { amount: 7_000, currency: 'EUR' },
        paidAt: null,
      },
    });
    const rest = await kit.pay(id, 7_000);
    const paidAt = kit.clock.now.toISOString();
    expect(rest.invoice).toMatchObject({ status: 'PAID', balance: { amount: 0 }, paidAt });
    const query = 'query ($id: ID!) { invoice(id: $id) { payments { id } } }';
    const payments = [{ id: part.id }, { id: rest.id }];
    expect(await kit.graph.data(query, { id })).toEqual({ invoice: { payments } });

    const told = (await kit.events('integrations')).map(({ name, data }) => ({ name, ...(data as object) }));
    const ofPayments = told.filter((event) => 'invoiceId' in event && event.invoiceId === id).slice(2);
    expect(ofPayments).toHaveLength(4);
    const facts = { invoiceId: id, number: expect.stringMatching(/^FAC-2025-/), kind: 'STANDARD', quoteId: null };
    expect(ofPayments).toEqual(
      expect.arrayContaining(
        [
          { name: 'invoice.status-changed', from: 'SENT', to: 'PARTIAL' },
          { name: 'payment.received', paymentId: part.id },
          { name: 'invoice.status-changed', from: 'PARTIAL', to: 'PAID' },
          { name: 'payment.received', paymentId: rest.id },
        ].map((event) => expect.objectContaining({ ...facts, ...event })),
      ),
    );
  });

  test('above what is left are refused, with what is left', async () => {
    const { id } = await sentInvoice();
    await kit.pay(id, 11_999);
    const refusal = await refused(id, 2);
    expect(refusal).toMatchObject({ code: 'CONFLICT', field: 'amount', balance: { amount: 1, currency: 'EUR' } });
    expect(refusal.message).toMatch('more than the 1 EUR (minor units) left to pay');
    expect((await kit.pay(id, 1)).invoice.status).toBe('PAID');
  });

  test.each([
    ['amount', { amount: 0 }],
    ['amount', { amount: -5 }],
    ['receivedAt', { receivedAt: '2025-06-03T09:00:00.001Z' }],
    ['reference', { reference: ' ' }],
  ])('are refused for their %s: %p', async (field, wrong) => {
    const { id } = await sentInvoice();
    expect(await refused(id, 1, wrong)).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field }] });
  });

  test('are for invoices that are open', async () => {
    const draft = await kit.invoice();
    expect(await refused(draft.id, 1)).toMatchObject({ code: 'CONFLICT', currentStatus: 'DRAFT' });
    const paid = await sentInvoice();
    await kit.pay(paid.id, 12_000);
    expect(await refused(paid.id, 1)).toMatchObject({ code: 'CONFLICT', currentStatus: 'PAID' });
    await kit.step('cancelInvoice', draft.id);
    expect(await refused(draft.id, 1)).toMatchObject({ code: 'CONFLICT', currentStatus: 'CANCELLED' });
  });

  test('with one idempotency key are recorded once, also when said ten times at once', async () => {
    const { id } = await sentInvoice();
    const pay = () => kit.pay(id, 5_000, { idempotencyKey: 'order-1' });
    const answers = await Promise.all(Array.from({ length: 10 }, pay));
    expect(new Set(answers.map((payment) => payment.id)).size).toBe(1);
    await kit.pay(id, 7_000, { idempotencyKey: 'order-2' });
    // The invoice is paid by now: a repetition is still answered with the first one.
    expect((await pay()).id).toBe(answers[0]?.id);
    const rows = await kit.database.sql(
      'select sum(paid_amount)::int as sum from billing.payments where invoice_id = $1',
      [id],
    );
    expect(rows).toEqual([{ sum: 12_000 }]);
  });

  test('do not share an idempotency key', async () => {
    const [one, other] = [await sentInvoice(), await sentInvoice()];
    const first = await kit.pay(one.id, 100, { idempotencyKey: 'shared' });
    const conflict = { code: 'CONFLICT', field: 'idempotencyKey' };
    const theirs = await refused(other.id, 100, { idempotencyKey: 'shared' });
    expect(theirs).toMatchObject({ ...conflict, paymentId: first.id });
    expect(await refused(one.id, 101, { idempotencyKey: 'shared' })).toMatchObject(conflict);

    const invoices = await Promise.all(Array.from({ length: 6 }, sentInvoice));
    const call = { caller: callerOf(), requestId: 'test' };
    const answers = await Promise.all(
      invoices.map(({ id: invoiceId }) => {
        const input = { invoiceId, amount: 100, method: 'CARD', idempotencyKey: 'race' };
        return kit.graph.execute({ query: payMutation, variables: { input } }, call);
      }),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'fine');
    expect(codes.sort()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT', 'fine']);
  });

  test('that come at once never add up to more than the invoice', async () => {
    const { id } = await sentInvoice();
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => kit.pay(id, 2_000)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    const query = 'query ($id: ID!) { invoice(id: $id) { status balance { amount } } }';
    expect(await kit.graph.data(query, { id })).toEqual({ invoice: { status: 'PAID', balance: { amount: 0 } } });
  });

  test('are found by invoice, method and dates', async () => {
    const { id: invoiceId } = await sentInvoice();
    const cash = await kit.pay(invoiceId, 100, { method: 'CASH', receivedAt: '2025-05-01T00:00:00.000Z' });
    kit.clock.now = new Date(kit.clock.now.getTime() + 1_000);
    const card = await kit.pay(invoiceId, 100, { method: 'CARD', receivedAt: '2025-05-02T00:00:00.000Z' });
    const found = async (filter: object) => {
      const query = 'query ($filter: PaymentFilter) { payments(filter: $filter) { nodes { id } } }';
      const whole = { filter: { invoiceId, ...filter } };
      const { payments } = await kit.graph.data<{ payments: { nodes: { id: string }[] } }>(query, whole);
      return payments.nodes.map(({ id }) => id);
    };
    expect(await found({})).toEqual([card.id, cash.id]);
    expect(await found({ method: ['CASH', 'OTHER'] })).toEqual([cash.id]);
    expect(await found({ receivedAfter: '2025-05-02T00:00:00.000Z' })).toEqual([card.id]);
    expect(await found({ receivedBefore: '2025-05-02T00:00:00.000Z' })).toEqual([cash.id]);
  });

  test('cannot be changed or taken away by the application', async () => {
    const { id } = await sentInvoice();
    await kit.pay(id, 100);
    for (const sql of ['update billing.payments set paid_amount = 1', 'delete from billing.payments']) {
      const work = kit.services.database.transaction(organizations.north, (em) => em.execute(sql));
      await expect(work).rejects.toThrow(/permission denied/);
    }
  });
});
