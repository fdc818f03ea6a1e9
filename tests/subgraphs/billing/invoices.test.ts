import { randomUUID } from 'node:crypto';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { invoiceTransitions } from '../../../subgraphs/billing/entities/invoice-status.js';
import { createCreditNote } from '../../../subgraphs/billing/operations/create-credit-note.js';
import { sendInvoice } from '../../../subgraphs/billing/operations/send-invoice.js';
import { callerOf } from '../../support/caller.js';
import { type BillingKit, type InvoiceAnswer, startBilling } from './billing-kit.js';
import { createRandom } from './random.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
beforeEach(() => {
  kit.clock.now = new Date('2025-06-02T09:00:00.000Z');
});
afterAll(() => kit?.close());

const byValue = (one: number, other: number) => one - other;
const numberOf = ({ number }: InvoiceAnswer) => Number(number?.split('-').at(-1));

describe('an invoice', () => {
  test('gets its number and its term when it is sent', async () => {
    const { companyId, customerId } = await kit.parties();
    const mutation = 'mutation ($id: ID!) { updateCompany(id: $id, input: { invoicePrefix: "VAL-A" }) { id } }';
    await kit.graph.data(mutation, { id: companyId });
    const draft = await kit.invoice({ companyId, customerId });
    expect(draft).toMatchObject({ status: 'DRAFT', number: null, dueAt: null, balance: { amount: 12_000 } });
    const sent = await kit.step('sendInvoice', draft.id, `expectedVersion: ${draft.version}`);
    expect(sent).toMatchObject({
      status: 'SENT',
      number: 'VAL-A-2025-0001',
      issuedAt: '2025-06-02T09:00:00.000Z',
      dueAt: '2025-07-02T09:00:00.000Z',
    });
    const stale = await kit.refused('archiveInvoice', draft.id, `expectedVersion: ${draft.version}`);
    expect(stale).toMatchObject({ code: 'CONFLICT', currentVersion: draft.version + 1 });
  });

  test('is not sent with nothing to pay or a term that has passed', async () => {
    const { id: empty } = await kit.invoice({ lines: [] });
    expect(await kit.refused('sendInvoice', empty)).toMatchObject({ violations: [{ field: 'lines' }] });
    const { id: late } = await kit.invoice({ dueAt: '2025-06-02T09:00:00.000Z' });
    expect(await kit.refused('sendInvoice', late)).toMatchObject({ violations: [{ field: 'dueAt' }] });
  });

  test('counts by the year of the books, in Paris', async () => {
    const parties = await kit.parties();
    const send = async () => kit.step<InvoiceAnswer>('sendInvoice', (await kit.invoice(parties)).id);
    kit.clock.now = new Date('2025-12-31T22:59:59.000Z');
    expect(await send()).toMatchObject({ number: 'FAC-2025-0001' });
    kit.clock.now = new Date('2025-12-31T23:00:00.000Z');
    expect(await send()).toMatchObject({ number: 'FAC-2026-0001' });
    const last = await send();
    expect(last).toMatchObject({ number: 'FAC-2026-0002' });
    // A credit note is of the year it is issued in, whatever its invoice is of.
    const credit = 'mutation ($input: CreateCreditNoteInput!) { made: createCreditNote(input: $input) { number } }';
    kit.clock.now = new Date('2026-12-31T23:30:00.000Z');
    expect(await kit.graph.data(credit, { input: { invoiceId: last.id, reason: 'test' } })).toEqual({
      made: { number: 'AVO-2027-0001' },
    });
  });

  test('is numbered without a gap when fifty are sent and credited at once and some fail halfway', async () => {
    const parties = await kit.parties();
    const drafts: InvoiceAnswer[] = [];
    for (let made = 0; made < 50; made++) drafts.push(await kit.invoice(parties));
    const [failing, sending] = [drafts.slice(0, 15), drafts.slice(15)];
    const run = { caller: callerOf(), requestId: 'test' };
    const failures = failing.map(({ id }) =>
      runUnitOfWork(kit.services, run, async (unit) => {
        const { number } = await sendInvoice(unit, id);
        throw new Error(`${number} was given and taken back`);
      }),
    );
    const [failed, sent] = await Promise.all([
      Promise.allSettled(failures),
      Promise.all(sending.map(({ id }) => kit.step<InvoiceAnswer>('sendInvoice', id))),
    ]);
    expect(failed.map(({ status }) => status)).toEqual(failing.map(() => 'rejected'));
    expect(sent.map(numberOf).sort(byValue)).toEqual(sending.map((_, index) => index + 1));

    const credit = 'mutation ($input: CreateCreditNoteInput!) { made: createCreditNote(input: $input) { number } }';
    const input = ({ id: invoiceId }: InvoiceAnswer) => ({ invoiceId, reason: 'test' });
    const [undone, credited] = await Promise.all([
      Promise.allSettled(
        sending.slice(0, 10).map((draft) =>
          runUnitOfWork(kit.services, run, async (unit) => {
            const { number } = await createCreditNote(unit, input(draft));
            throw new Error(`${number} was given and taken back`);
          }),
        ),
      ),
      Promise.all(sending.map((draft) => kit.graph.data<{ made: InvoiceAnswer }>(credit, { input: input(draft) }))),
    ]);
    expect(undone.map(({ status }) => status)).toEqual(undone.map(() => 'rejected'));
    expect(credited.map(({ made }) => numberOf(made)).sort(byValue)).toEqual(sending.map((_, index) => index + 1));
    expect(credited.map(({ made }) => made.number)).toContain('AVO-2025-0001');
    const other = await kit.step<InvoiceAnswer>('sendInvoice', (await kit.invoice()).id);
    expect(other.number).toBe('FAC-2025-0001');
  });

  test('sent twice at once is sent once', async () => {
    const { id } = await kit.invoice();
    const answers = await Promise.allSettled([kit.step('sendInvoice', id), kit.step('sendInvoice', id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(String(answers.find((answer) => answer.status === 'rejected')?.reason)).toContain('"code":"CONFLICT"');
    expect(await kit.refused('sendInvoice', id)).toMatchObject({ code: 'CONFLICT', currentStatus: 'SENT' });
  });

  test('is cancelled as a draft and keeps why; one that was sent wants a credit note', async () => {
    const { id } = await kit.invoice();
    expect(await kit.step('cancelInvoice', id, 'reason: "wrong customer"')).toMatchObject({
      status: 'CANCELLED',
      number: null,
      cancelledAt: '2025-06-02T09:00:00.000Z',
      cancellationReason: 'wrong customer',
    });
    const { id: sent } = await kit.invoice();
    await kit.step('sendInvoice', sent);
    const refusal = await kit.refused('cancelInvoice', sent);
    expect(refusal).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('createCreditNote') });
  });

  /** How an invoice comes to each status through the graph; OVERDUE is the hub's alone (due-documents.test.ts). */
  const paths = {
    DRAFT: [],
    SENT: ['sendInvoice'],
    VIEWED: ['sendInvoice', 'markInvoiceViewed'],
    PARTIAL: ['sendInvoice', 6_000],
    PAID: ['sendInvoice', 12_000],
    CANCELLED: ['cancelInvoice'],
    ARCHIVED: ['cancelInvoice', 'archiveInvoice'],
  } as const;
  const steps = { sendInvoice: 'SENT', cancelInvoice: 'CANCELLED', archiveInvoice: 'ARCHIVED' } as const;

  test.each(Object.keys(paths) as (keyof typeof paths)[])('that is %s goes where the table says', async (from) => {
    for (const [step, to] of Object.entries(steps)) {
      let invoice = await kit.invoice();
      for (const next of paths[from]) {
        if (typeof next === 'number') invoice = (await kit.pay(invoice.id, next)).invoice;
        else invoice = await kit.step<InvoiceAnswer>(next, invoice.id);
      }
      expect(invoice.status).toBe(from);
      // What was sent becomes CANCELLED by a credit note (credit-notes.test.ts).
      const may = invoiceTransitions[from].includes(to) && (from === 'DRAFT' || step !== 'cancelInvoice');
      if (may) expect(await kit.step(step, invoice.id)).toMatchObject({ status: to });
      else expect(await kit.refused(step, invoice.id)).toMatchObject({ code: 'CONFLICT', currentStatus: from });
    }
  });

  test('seen late keeps its status; a draft cannot have been seen', async () => {
    const { id } = await kit.invoice();
    expect(await kit.refused('markInvoiceViewed', id)).toMatchObject({ code: 'CONFLICT', currentStatus: 'DRAFT' });
    await kit.step('sendInvoice', id);
    await kit.pay(id, 12_000);
    const seen = { status: 'PAID', viewedAt: '2025-06-02T09:00:00.000Z' };
    expect(await kit.step('markInvoiceViewed', id)).toMatchObject(seen);
  });

  test('is found by status, quote, text and dates', async () => {
    const parties = await kit.parties();
    const draft = await kit.invoice({ ...parties, title: 'Draft' });
    kit.clock.now = new Date('2025-06-03T00:00:00.000Z');
    const sent = await kit.step<InvoiceAnswer>('sendInvoice', (await kit.invoice(parties)).id);
    const found = async (filter: object) => {
      const query = 'query ($filter: InvoiceFilter) { invoices(filter: $filter) { nodes { id } } }';
      const whole = { filter: { companyId: parties.companyId, ...filter } };
      const { invoices } = await kit.graph.data<{ invoices: { nodes: { id: string }[] } }>(query, whole);
      return invoices.nodes.map(({ id }) => id);
    };
    expect(await found({})).toEqual([sent.id, draft.id]);
    expect(await found({ status: ['DRAFT'] })).toEqual([draft.id]);
    expect(await found({ text: 'fac-2025' })).toEqual([sent.id]);
    expect(await found({ text: 'draft' })).toEqual([draft.id]);
    expect(await found({ issuedAfter: '2025-06-03T00:00:00.000Z' })).toEqual([sent.id]);
    expect(await found({ issuedBefore: '2025-06-03T00:00:00.000Z' })).toEqual([]);
    expect(await found({ dueBefore: '2026-01-01T00:00:00.000Z' })).toEqual([sent.id]);
    expect(await found({ quoteId: randomUUID() })).toEqual([]);
  });
});

describe('an invoice from a quote', () => {
  const mutation = `mutation ($quoteId: ID!, $percentage: Int! = 100) {
    made: createInvoiceFromQuote(quoteId: $quoteId, percentage: $percentage) {
      id title quotePercentage quote { id }
      lines { description vatRate }
      totals { net { amount } gross { amount } vatByRate { rate net { amount } } }
    }
  }`;
  interface Made {
    made: { id: string; totals: { net: { amount: number }; vatByRate: { rate: number; net: { amount: number } }[] } };
  }
  const invoiced = (quoteId: string, percentage?: number) =>
    kit.graph.data<Made>(mutation, { quoteId, ...(percentage && { percentage }) });

  async function signedQuote(input: object) {
    const { id } = await kit.quote(input);
    await kit.step('sendQuote', id);
    return kit.step('signQuote', id);
  }

  test('over all of it has the lines of the quote', async () => {
    const { id } = await signedQuote({ title: 'Roof' });
    expect(await invoiced(id)).toMatchObject({
      made: { title: 'Roof', quotePercentage: 100, quote: { id }, lines: [{ description: 'Heat pump' }] },
    });
    expect(await kit.graph.refusal(mutation, { quoteId: id, percentage: 1 })).toMatchObject({ leftPercentage: 0 });
    const query = 'query ($id: ID!) { quote(id: $id) { invoices { quotePercentage } } }';
    expect(await kit.graph.data(query, { id })).toEqual({ quote: { invoices: [{ quotePercentage: 100 }] } });
  });

  test('is made of a signed quote, between 1 and 100 percent', async () => {
    const { id } = await kit.quote();
    expect(await kit.graph.refusal(mutation, { quoteId: id })).toMatchObject({ currentStatus: 'DRAFT' });
    for (const percentage of [0, 101, -1]) {
      const refusal = await kit.graph.refusal(mutation, { quoteId: id, percentage });
      expect(refusal).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field: 'percentage' }] });
    }
  });

  test('that was cancelled leaves its part to invoice again', async () => {
    const { id } = await signedQuote({});
    const { made } = await invoiced(id, 60);
    expect(await kit.graph.refusal(mutation, { quoteId: id, percentage: 41 })).toMatchObject({ leftPercentage: 40 });
    await kit.step('cancelInvoice', made.id);
    await kit.step('archiveInvoice', made.id);
    expect(await invoiced(id)).toMatchObject({ made: { totals: { gross: { amount: 12_000 } } } });
  });

  test('cannot be made twice over the same part, however many ask at once', async () => {
    const { id } = await signedQuote({});
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => invoiced(id, 30)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  test('in parts comes to exactly the quote’s net amounts', async () => {
    const random = createRandom(7);
    for (let time = 0; time < 12; time++) {
      const line = () => ({
        description: 'x',
        unitPrice: random.integer(1, 99_999),
        quantity: random.integer(1, 9_999) / 1_000,
        vatRate: random.pick([0, 210, 550, 1_000, 2_000]),
      });
      const lines = Array.from({ length: random.integer(1, 5) }, line);
      const { id } = await signedQuote({ lines });
      const netByRate = new Map<number, number>();
      for (let left = 100; left > 0; ) {
        const part = Math.min(left, random.integer(1, 70));
        for (const { rate, net } of (await invoiced(id, part)).made.totals.vatByRate) {
          netByRate.set(rate, (netByRate.get(rate) ?? 0) + net.amount);
        }
        left -= part;
      }
      const query = 'query ($id: ID!) { quote(id: $id) { totals { vatByRate { rate net { amount } } } } }';
      const { quote } = await kit.graph.data<{ quote: Made['made'] }>(query, { id });
      expect([...netByRate]).toEqual(quote.totals.vatByRate.map(({ rate, net }) => [rate, net.amount]));
    }
  });
});
