import fc from 'fast-check';
import { callerOf } from '../../support/caller.js';
import { type BillingKit, type InvoiceAnswer, type QuoteAnswer, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
afterAll(() => kit?.close());

interface Totals {
  gross: { amount: number };
  vatByRate: { rate: number; net: { amount: number }; vat: { amount: number } }[];
}

interface Made {
  id: string;
  number: string | null;
  kind: string;
  status: string;
  quotePercentage: number | null;
  title: string;
  notes: string;
  lines: { description: string }[];
  totals: Totals;
}

const totals = 'totals { gross { amount } vatByRate { rate net { amount } vat { amount } } }';
const made = `id number kind status quotePercentage title notes lines { description } ${totals}`;

const invoiceOf = async (kind: 'Deposit' | 'Rest', quoteId: string): Promise<Made> => {
  const mutation = `mutation ($quoteId: ID!) { made: create${kind}Invoice(quoteId: $quoteId) { ${made} } }`;
  return (await kit.graph.data<{ made: Made }>(mutation, { quoteId })).made;
};
const creditMutation = `mutation ($input: CreateCreditNoteInput!) { made: createCreditNote(input: $input) { ${made} } }`;
const credit = async (input: object): Promise<Made> =>
  (await kit.graph.data<{ made: Made }>(creditMutation, { input: { reason: 'Erreur', ...input } })).made;
const creditRefused = (input: object) => kit.graph.refusal(creditMutation, { input: { reason: 'Erreur', ...input } });

async function signedQuote(input: object): Promise<QuoteAnswer> {
  const { id } = await kit.quote(input);
  await kit.step('sendQuote', id);
  return kit.step<QuoteAnswer>('signQuote', id);
}

const invoice = async (id: string) => {
  const query = `query ($id: ID!) { invoice(id: $id) { status cancellationReason paid { amount } credited { amount }
    balance { amount } creditNotes { number } payments { amount { amount } } } }`;
  return (await kit.graph.data(query, { id })).invoice;
};

const odd = [
  { description: 'Pompe', unitPrice: 333_337, vatRate: 550 },
  { description: 'Pose', quantity: 7.25, unit: 'h', unitPrice: 4_999, vatRate: 1_000 },
  { description: 'Radiateur', quantity: 3, unitPrice: 11_111, vatRate: 2_000, discount: 333 },
];

describe('deposit and rest of a quote', () => {
  test('come to the quote to the cent, the rest showing the work and what was asked before', async () => {
    const quote = await signedQuote({ lines: odd });
    const deposit = await invoiceOf('Deposit', quote.id);
    expect(deposit).toMatchObject({ kind: 'DEPOSIT', status: 'DRAFT', quotePercentage: 30 });
    expect(deposit.lines[0]?.description).toBe(
      'Acompte de 30\u00a0% du devis QUO-2025-0001 du 02/06/2025, TVA 5,5\u00a0%',
    );
    const { number } = await kit.step<InvoiceAnswer>('sendInvoice', deposit.id);
    const rest = await invoiceOf('Rest', quote.id);
    expect(rest).toMatchObject({ kind: 'REST', quotePercentage: 70 });
    expect(rest.lines.map(({ description }) => description)).toEqual([
      'Pompe',
      'Pose',
      'Radiateur',
      `Acompte déduit (30\u00a0%), facture ${number}, TVA 5,5\u00a0%`,
      `Acompte déduit (30\u00a0%), facture ${number}, TVA 10\u00a0%`,
      `Acompte déduit (30\u00a0%), facture ${number}, TVA 20\u00a0%`,
    ]);
    const query = `query ($id: ID!) { quote(id: $id) { deposit { percentage amount { amount } } ${totals} } }`;
    const { quote: whole } = await kit.graph.data<{ quote: { deposit: object; totals: Totals } }>(query, {
      id: quote.id,
    });
    expect(whole.deposit).toEqual({ percentage: 30, amount: deposit.totals.gross });
    expect(deposit.totals.gross.amount + rest.totals.gross.amount).toBe(whole.totals.gross.amount);
    for (const [index, { rate, net, vat }] of whole.totals.vatByRate.entries()) {
      const [one, other] = [deposit.totals.vatByRate[index], rest.totals.vatByRate[index]];
      expect([one?.rate, other?.rate]).toEqual([rate, rate]);
      expect((one?.net.amount ?? 0) + (other?.net.amount ?? 0)).toBe(net.amount);
      expect((one?.vat.amount ?? 0) + (other?.vat.amount ?? 0)).toBe(vat.amount);
    }
  });

  test('are made once, however many ask at once', async () => {
    const { id } = await signedQuote({});
    const deposits = await Promise.all(Array.from({ length: 5 }, () => invoiceOf('Deposit', id)));
    const rests = await Promise.all(Array.from({ length: 5 }, () => invoiceOf('Rest', id)));
    expect(new Set(deposits.map((one) => one.id)).size).toBe(1);
    expect(new Set(rests.map((one) => one.id)).size).toBe(1);
    const again = 'mutation ($id: ID!) { createInvoiceFromQuote(quoteId: $id, percentage: 1) { id } }';
    expect(await kit.graph.refusal(again, { id })).toMatchObject({ leftPercentage: 0 });
  });

  test('go by the company’s percentage as it was when the quote was sent, or by the quote’s own', async () => {
    const parties = await kit.parties();
    const set = 'mutation ($id: ID!, $p: Int) { updateCompany(id: $id, input: { depositPercentage: $p }) { id } }';
    await kit.graph.data(set, { id: parties.companyId, p: 40 });
    const quote = await signedQuote(parties);
    await kit.graph.data(set, { id: parties.companyId, p: 0 });
    expect((await invoiceOf('Deposit', quote.id)).totals.gross.amount).toBe(4_800);
    const own = await signedQuote({ ...parties, depositPercentage: 50 });
    expect((await invoiceOf('Deposit', own.id)).quotePercentage).toBe(50);
    const none = await signedQuote(parties);
    const mutation = 'mutation ($id: ID!) { createDepositInvoice(quoteId: $id) { id } }';
    expect(await kit.graph.refusal(mutation, { id: none.id })).toMatchObject({ code: 'CONFLICT', field: 'quoteId' });
    expect((await invoiceOf('Rest', none.id)).totals.gross.amount).toBe(12_000);
  });

  test('are due by the company’s term; one that is exempt charges no VAT', async () => {
    const parties = await kit.parties();
    const input = { paymentTermDays: 10, vatExempt: true };
    const mutation =
      'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { id } }';
    await kit.graph.data(mutation, { id: parties.companyId, input });
    const create = 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { id } }';
    const line = { description: 'x', unitPrice: 100, vatRate: 2_000 };
    expect(await kit.graph.refusal(create, { input: { ...parties, lines: [line] } })).toMatchObject({
      violations: [{ field: 'lines.0.vatRate' }],
    });
    const { id } = await kit.invoice({ ...parties, lines: [{ ...line, vatRate: 0 }] });
    expect(await kit.step('sendInvoice', id)).toMatchObject({ dueAt: '2025-06-12T09:00:00.000Z' });
  });
});

/** Whatever is tried on an invoice, one after another; what does not fit is refused. */
const attempt = fc.record({
  what: fc.constantFrom('recordPayment', 'recordRefund', 'createCreditNote'),
  amount: fc.integer({ min: 1, max: 9_000 }),
  whole: fc.integer({ min: 0, max: 5 }).map((die) => die === 0),
});

test('paid, credited and balance are the invoice, whatever is paid, credited and given back', async () => {
  const parties = await kit.parties();
  const sums = `select (select coalesce(sum(p.paid_amount), 0)::int from billing.payments p where p.invoice_id = i.id) as paid,
    (select coalesce(sum(n.gross_amount), 0)::int from billing.invoices n where n.credited_invoice_id = i.id) as credited,
    i.gross_amount::int as gross from billing.invoices i where i.id = $1`;
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 6 }), async (attempts) => {
      const lines = [
        { description: 'a', unitPrice: 5_003, vatRate: 2_000 },
        { description: 'b', unitPrice: 4_999, vatRate: 550 },
      ];
      const { id: invoiceId } = await kit.invoice({ ...parties, lines });
      await kit.step('sendInvoice', invoiceId);
      for (const { what, amount, whole } of attempts) {
        const part = whole ? {} : { lines: [{ description: 'x', unitPrice: amount, vatRate: 550 }] };
        const input = what === 'createCreditNote' ? { reason: 'x', ...part } : { amount, method: 'CARD' };
        const query = `mutation ($input: ${what.replace(/^./, (letter) => letter.toUpperCase())}Input!) { ${what}(input: $input) { id } }`;
        const call = { caller: callerOf(), requestId: 'test' };
        const { errors } = await kit.graph.execute({ query, variables: { input: { invoiceId, ...input } } }, call);
        for (const { extensions } of errors ?? []) expect(extensions.code).toBe('CONFLICT');
        const now = (await invoice(invoiceId)) as Record<'paid' | 'credited' | 'balance', { amount: number }>;
        const [rows] = await kit.database.sql<Record<'paid' | 'credited' | 'gross', number>>(sums, [invoiceId]);
        expect([now.paid.amount, now.credited.amount]).toEqual([rows?.paid, rows?.credited]);
        expect(now.paid.amount + now.credited.amount + now.balance.amount).toBe(rows?.gross);
        expect(now.paid.amount).toBeGreaterThanOrEqual(0);
        expect(now.credited.amount).toBeLessThanOrEqual(rows?.gross ?? 0);
      }
    }),
    { numRuns: 20 },
  );
});

describe('a credit note', () => {
  const sent = async (input: object = {}) => kit.step<InvoiceAnswer>('sendInvoice', (await kit.invoice(input)).id);

  test('takes back an invoice whole: CANCELLED, nothing left to pay; its number is of a series of its own', async () => {
    const parties = await kit.parties();
    const { id, number } = await sent(parties);
    expect(await credit({ invoiceId: id })).toMatchObject({
      number: 'AVO-2025-0001',
      kind: 'CREDIT_NOTE',
      status: 'SENT',
      title: `Avoir sur la facture ${number}`,
      notes: 'Erreur',
      totals: { gross: { amount: 12_000 } },
    });
    expect(await invoice(id)).toEqual({
      status: 'CANCELLED',
      cancellationReason: 'Erreur',
      paid: { amount: 0 },
      credited: { amount: 12_000 },
      balance: { amount: 0 },
      creditNotes: [{ number: 'AVO-2025-0001' }],
      payments: [],
    });
    expect(await creditRefused({ invoiceId: id })).toMatchObject({ code: 'CONFLICT', left: 0 });
  });

  test('takes back parts and never more than is left of a rate; the last takes the rest to the cent', async () => {
    const { id, totals: whole } = await sent({ lines: odd });
    const line = { description: 'Geste commercial', unitPrice: 33_333, vatRate: 550 };
    const first = await credit({ invoiceId: id, lines: [line] });
    expect(await invoice(id)).toMatchObject({ status: 'SENT', credited: first.totals.gross });
    const beyond = { description: 'x', unitPrice: 300_005, vatRate: 550 };
    expect(await creditRefused({ invoiceId: id, lines: [beyond] })).toMatchObject({ vatRate: 550, left: 300_004 });
    const foreign = { description: 'x', unitPrice: 100, vatRate: 210 };
    expect(await creditRefused({ invoiceId: id, lines: [foreign] })).toMatchObject({ vatRate: 210, left: 0 });
    const last = await credit({ invoiceId: id });
    expect(first.totals.gross.amount + last.totals.gross.amount).toBe(whole.gross.amount);
    expect(await invoice(id)).toMatchObject({ status: 'CANCELLED', balance: { amount: 0 } });
  });

  test('asked for ten times at once takes no more than there is', async () => {
    const { id } = await sent();
    const lines = [{ description: 'x', unitPrice: 3_000, vatRate: 2_000 }];
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => credit({ invoiceId: id, lines })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await invoice(id)).toMatchObject({ credited: { amount: 10_800 }, balance: { amount: 1_200 } });
  });

  test('of what was paid leaves money to give back, which is recorded once and no further', async () => {
    const { id } = await sent();
    const refund =
      'mutation ($input: RecordRefundInput!) { made: recordRefund(input: $input) { id amount { amount } } }';
    const giving = (amount: number) => ({ input: { invoiceId: id, amount, method: 'CARD', idempotencyKey: 'back' } });
    await kit.pay(id, 12_000);
    expect(await kit.graph.refusal(refund, giving(1))).toMatchObject({ code: 'CONFLICT', balance: { amount: 0 } });
    await credit({ invoiceId: id, lines: [{ description: 'x', unitPrice: 2_000, vatRate: 2_000 }] });
    expect(await invoice(id)).toMatchObject({ status: 'PAID', balance: { amount: -2_400 } });
    expect(await kit.graph.refusal(refund, giving(2_401))).toMatchObject({ code: 'CONFLICT', field: 'amount' });
    const { made: back } = await kit.graph.data<{ made: { id: string } }>(refund, giving(2_400));
    expect((await kit.graph.data<{ made: object }>(refund, giving(2_400))).made).toEqual(back);
    expect(await invoice(id)).toMatchObject({
      paid: { amount: 9_600 },
      balance: { amount: 0 },
      payments: [{ amount: { amount: 12_000 } }, { amount: { amount: -2_400 } }],
    });
    const told = (await kit.events('integrations')).filter(
      ({ name, data }) => name === 'payment.refunded' && (data as { invoiceId?: string }).invoiceId === id,
    );
    expect(told.map(({ data }) => data)).toMatchObject([{ invoiceId: id, paymentId: back.id, kind: 'STANDARD' }]);
  });

  test('makes an invoice PAID whose rest was paid before', async () => {
    const { id } = await sent();
    await kit.pay(id, 6_000);
    await credit({ invoiceId: id, lines: [{ description: 'x', unitPrice: 5_000, vatRate: 2_000 }] });
    expect(await invoice(id)).toMatchObject({ status: 'PAID', balance: { amount: 0 } });
  });

  test('is for invoices that were sent, is not paid, sent, cancelled or credited itself, and is put away', async () => {
    const draft = await kit.invoice();
    expect(await creditRefused({ invoiceId: draft.id })).toMatchObject({ code: 'CONFLICT', currentStatus: 'DRAFT' });
    expect(await creditRefused({ invoiceId: draft.id, reason: ' ' })).toMatchObject({
      violations: [{ field: 'reason' }],
    });
    const note = await credit({ invoiceId: (await sent()).id });
    expect(await creditRefused({ invoiceId: note.id })).toMatchObject({ code: 'CONFLICT' });
    for (const step of ['sendInvoice', 'cancelInvoice']) {
      expect(await kit.refused(step, note.id)).toMatchObject({ code: 'CONFLICT', currentStatus: 'SENT' });
    }
    await expect(kit.pay(note.id, 1)).rejects.toThrow('A credit note takes no payment.');
    expect(await kit.step('archiveInvoice', note.id)).toMatchObject({ status: 'ARCHIVED', balance: { amount: 0 } });
  });

  test('over a whole deposit leaves it to be invoiced again', async () => {
    const quote = await signedQuote({});
    const deposit = await invoiceOf('Deposit', quote.id);
    await kit.step('sendInvoice', deposit.id);
    await credit({ invoiceId: deposit.id });
    const again = await invoiceOf('Deposit', quote.id);
    expect(again.id).not.toBe(deposit.id);
    expect((await invoiceOf('Rest', quote.id)).totals.gross.amount).toBe(8_400);
  });
});
