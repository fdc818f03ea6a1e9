import fc from 'fast-check';
import { nothingKnown } from '../../platform/connectors/connector.js';
import { amountsOf } from '../../subgraphs/billing/entities/amounts.js';
import {
  actionOf,
  amount,
  at,
  company,
  creditNote,
  customer,
  invoice,
  line,
  payment,
  quote,
  recordOf,
  useInvoiceNinja,
} from '../support/invoice-ninja.js';

const { links, pass, payloadOf, prepared, sandbox, sent, session, state, vendor, withCustomer } = useInvoiceNinja();

describe('documents', () => {
  beforeEach(withCustomer);

  test('go under our number with our total, as sent; each change is an update, and a credit note is a credit', async () => {
    const receipt = await sent('sync-invoice', { invoice });
    expect(receipt).toMatchObject({ vendorStatus: 'SENT', facts: { number: 'FAC-2026-0001', gross: 106_040 } });
    await sent('sync-invoice', { invoice: { ...invoice, dueAt: '2026-04-15T10:00:00.000Z' } });
    await sent('sync-quote', { quote: { ...quote, status: 'SIGNED' } });
    const credit = await sent('sync-invoice', { invoice: creditNote });
    expect(credit.externalId).toMatch(/^credits\//);
    const { invoices, quotes, credits } = state();
    const client_id = links.get(`customer:${customer.id}`);
    expect(invoices).toMatchObject([
      {
        number: 'FAC-2026-0001',
        client_id,
        status_id: '2',
        amount: 1060.4,
        date: '2026-03-02',
        due_date: '2026-04-15',
      },
    ]);
    expect(quotes).toMatchObject([{ number: 'DEV-2026-0001', status_id: '3', amount: 1060.4 }]);
    expect(credits).toMatchObject([{ number: 'AVO-2026-0001', status_id: '2', po_number: 'FAC-2026-0001' }]);
    expect(await recordOf('invoice').read(session(), credit.externalId ?? '')).toMatchObject({
      reference: 'AVO-2026-0001',
      fields: { status: 'SENT', gross: 106_040 },
    });
  });

  test('that are drafts wait for their number, and one in another currency is not for this company', () => {
    expect(prepared('sync-invoice', { invoice: { ...invoice, status: 'DRAFT', number: null } })).toMatchObject({
      ready: false,
      reason: 'it gets its number when it is sent',
    });
    expect(prepared('sync-quote', { quote: { ...quote, status: 'DRAFT' } })).toMatchObject({ ready: false });
    expect(prepared('sync-invoice', { invoice: { ...invoice, status: 'CANCELLED', number: null } })).toMatchObject({
      because: 'nothing-new',
    });
    expect(prepared('sync-invoice', { invoice: { ...invoice, currency: 'CHF' } })).toMatchObject({
      violations: [{ field: 'currency', message: 'must be EUR, as the connection has it, and is CHF' }],
    });
  });

  test.each([
    ['CANCELLED', { status_id: '5' }],
    ['ARCHIVED', { archived_at: at.getTime() / 1_000 }],
    ['PAID', { status_id: '2' }],
  ])('that are %s here are brought there, once', async (status, expected) => {
    await sent('sync-invoice', { invoice: { ...invoice, status } });
    await sent('sync-invoice', { invoice: { ...invoice, status } });
    expect(state().invoices).toMatchObject([expected]);
    expect(vendor().requests({ method: 'GET', path: '/api/v1/invoices/*/mark_sent' })).toHaveLength(
      vendor().requests({ method: 'POST', path: '/api/v1/invoices' }).length,
    );
  });

  test('are looked at after an action, whose answer may be empty, or good though nothing was done', async () => {
    await sent('sync-invoice', { invoice });
    const match = { method: 'GET', path: '/api/v1/invoices/*/cancel' };
    const cancelled = { invoice: { ...invoice, status: 'CANCELLED' } };
    sandbox.faults.add({ match, fault: { kind: 'garbage', processed: false } });
    await expect(sent('sync-invoice', cancelled)).rejects.toMatchObject({
      kind: 'permanent',
      vendorCode: 'ACTION_REFUSED',
      message: 'FAC-2026-0001 is SENT there: it did not take cancel.',
    });
    sandbox.faults.add({ match, fault: { kind: 'garbage', processed: true } });
    expect(await sent('sync-invoice', cancelled)).toMatchObject({ vendorStatus: 'CANCELLED' });
  });

  test('whose amounts somebody changed there once they were sent keep them, until it is decided that ours hold', async () => {
    await sent('sync-invoice', { invoice });
    const [{ id = '' } = {}] = state().invoices;
    const changes = { line_items: [{ cost: 5, quantity: 1 }] };
    await sandbox.sendEvent({ event: 'document.edited', company, kind: 'invoices', id, changes });
    await sent('sync-invoice', { invoice: { ...invoice, notes: 'Relance' } });
    expect(state().invoices).toMatchObject([{ amount: 5, public_notes: 'Relance' }]);
    expect(await recordOf('invoice').read(session(), id)).toMatchObject({ fields: { gross: 500, notes: 'Relance' } });
    // Compared, and decided for us.
    await sent('sync-invoice', { invoice }, { input: recordOf('invoice').pushInput });
    expect(state().invoices).toMatchObject([{ amount: 1060.4, public_notes: 'Merci' }]);
    await sandbox.sendEvent({ event: 'deleted', company, kind: 'invoices', id });
    await expect(sent('sync-invoice', { invoice })).rejects.toMatchObject({ vendorCode: 'DELETED_THERE' });
  });

  test('are found by their number when the answer is lost, at whichever step, and never doubled', async () => {
    const steps = [
      { method: 'POST', path: '/api/v1/invoices' },
      { method: 'PUT', path: '/api/v1/invoices/*' },
      { method: 'GET', path: '/api/v1/invoices/*/mark_sent' },
    ];
    // Three lines whose VAT, rounded one by one, comes to a cent more than ours: a line evens it out.
    const lines = [line(3), line(3), line(3)];
    const odd = { ...invoice, lines, totals: { gross: amount(11) } };
    for (const [index, match] of steps.entries()) {
      const one = { invoice: { ...odd, id: `7d3c1f3e-0000-4000-8000-00000000010${index}`, number: `FAC-${index}` } };
      sandbox.faults.add({ match, fault: { kind: 'lost-answer' } });
      const payload = payloadOf('sync-invoice', one);
      await expect(actionOf('sync-invoice').send(session(), payload, nothingKnown)).rejects.toMatchObject({
        kind: 'unknown-outcome',
      });
      const found = await actionOf('sync-invoice').reconcile?.(session(), payload, at);
      // What is not all done is not there yet: it is sent again, and goes on where it was.
      expect(found === null).toBe(index < 2);
      if (!found) await actionOf('sync-invoice').send(session(), payload, nothingKnown);
      expect(await actionOf('sync-invoice').reconcile?.(session(), payload, at)).toMatchObject({
        vendorStatus: 'SENT',
      });
    }
    expect(state().invoices).toHaveLength(3);
    expect(new Set(state().invoices.map((one) => `${one.status_id} ${one.amount}`))).toEqual(new Set(['2 0.11']));
  });

  test('whose number is another client’s are refused, and so is a total that no rounding explains', async () => {
    await sent('sync-invoice', { invoice });
    const other = { ...customer, id: payment.id, email: 'other@example.fr' };
    await sent('sync-customer', { customer: other });
    await expect(
      sent('sync-invoice', { invoice: { ...invoice, id: quote.id, customer: other } }),
    ).rejects.toMatchObject({ kind: 'permanent', vendorCode: 'NUMBER_TAKEN' });
    const wrong = { ...invoice, id: creditNote.id, number: 'FAC-2', totals: { gross: amount(999) } };
    await expect(sent('sync-invoice', { invoice: wrong })).rejects.toMatchObject({
      kind: 'permanent',
      message: 'FAC-2 comes to 1060.4 there and to 9.99 here.',
    });
  });

  test('arrive with our total to the cent, whatever their lines', async () => {
    let count = 0;
    const lines = fc.array(
      fc.record({
        unitPrice: fc.integer({ min: -50_000, max: 3_000_000 }),
        vatRate: fc.constantFrom(0, 210, 550, 1_000, 2_000),
        thousandths: fc.integer({ min: 1, max: 40_000 }),
        discount: fc.integer({ min: 0, max: 10_000 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(lines, async (drawn) => {
        count += 1;
        const gross = Number(amountsOf(drawn.map((one) => ({ ...one, quantity: one.thousandths }))).gross);
        const one = {
          ...invoice,
          id: `7d3c1f3e-0000-4000-8000-${String(count).padStart(12, '0')}`,
          number: `FAC-${count}`,
          lines: drawn.map((each) => line(each.unitPrice, each.vatRate, each.thousandths / 1_000, each.discount)),
          totals: { gross: amount(gross) },
        };
        const { externalId } = await sent('sync-invoice', { invoice: one });
        const there = await recordOf('invoice').read(session(), externalId ?? '');
        const ours = recordOf('invoice').fieldsOf({ invoice: one });
        expect(there?.fields).toEqual({ ...ours, customer: links.get(`customer:${customer.id}`) });
      }),
      { numRuns: 150 },
    );
    const rounded = state().invoices.filter(({ line_items }) =>
      line_items.some(({ custom_value1 }) => custom_value1 === 'passerelle:rounding'),
    );
    expect(rounded.length).toBeGreaterThan(0);
  });

  test('are e-mailed with the template that is asked for', async () => {
    await sent('sync-invoice', { invoice });
    await sent('email-invoice', { invoice });
    await sent('email-invoice', { invoice }, { input: { template: 'reminder1' } });
    expect(state().emails).toMatchObject([
      { entity: 'invoice', template: 'email_template_invoice', to: ['jeanne@example.fr'] },
      { entity: 'invoice', template: 'email_template_reminder1' },
    ]);
  });

  test.each([
    ['invoice', { invoice }, undefined],
    ['invoice', { invoice }, 'reminder2'],
    ['credit', { invoice: creditNote }, undefined],
  ])('whether an e-mail of an %s went is told by what is noted since (%#)', async (_kind, data, template) => {
    await sent('sync-invoice', { invoice });
    await sent('sync-invoice', data);
    const about = template ? { input: { template } } : {};
    const payload = payloadOf('email-invoice', data, about);
    const look = async (askedAt: Date) => actionOf('email-invoice').reconcile?.(session(), payload, askedAt);
    const never = { kind: 'unknown-outcome', vendorCode: 'CANNOT_TELL' };

    await expect(look(at)).rejects.toMatchObject(never);
    await sent('email-invoice', { invoice }, { input: { template: 'reminder1' } });
    await expect(look(at)).rejects.toMatchObject(never);
    await sent('email-invoice', data, about);
    pass(1_000);
    expect(await look(at)).toEqual({ externalId: null, vendorStatus: null });
    await expect(look(new Date(at.getTime() + 1_000))).rejects.toMatchObject(never);
  });

  test('of a receipt for a payment the server notes nothing, and cannot tell', async () => {
    await sent('sync-invoice', { invoice });
    const about = { input: { template: 'payment' } };
    await sent('email-invoice', { invoice }, about);
    const payload = payloadOf('email-invoice', { invoice }, about);
    const requests = sandbox.requests({ path: '/api/v1/activities' }).length;
    const look = actionOf('email-invoice').reconcile?.(session(), payload, at);
    await expect(look).rejects.toMatchObject({ vendorCode: 'CANNOT_TELL' });
    expect(sandbox.requests({ path: '/api/v1/activities' })).toHaveLength(requests);
  });
});

test('a quote that is over here has no status to compare there, and one that was refused is archived', async () => {
  await withCustomer();
  await sent('sync-quote', { quote: { ...quote, status: 'REJECTED' } });
  expect(state().quotes).toMatchObject([{ status_id: '2', archived_at: at.getTime() / 1_000 }]);
  for (const status of ['REJECTED', 'EXPIRED']) {
    expect(recordOf('quote').fieldsOf({ quote: { ...quote, status } })).not.toHaveProperty('status');
  }
  expect(recordOf('quote').fieldsOf({ quote: { ...quote, status: 'SIGNED' } })).toMatchObject({ status: 'SIGNED' });
});
