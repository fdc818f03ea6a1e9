import fc from 'fast-check';
import { invoiceNinja } from '../../connectors/invoice-ninja/index.js';
import type { Asked, ConnectorAction, ConnectorSession, KnownSubject } from '../../platform/connectors/connector.js';
import { nothingKnown, subjectKey } from '../../platform/connectors/connector.js';
import type { SharedRecord } from '../../platform/connectors/vendor-records.js';
import { verifyWebhook } from '../../platform/webhooks/verify-webhook.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import { amountsOf } from '../../subgraphs/billing/entities/amounts.js';
import { descriptions, descriptionsAreHere } from '../support/api-description.js';
import { startContractMock } from '../support/prism.js';
import { startReceiver } from '../support/receiver.js';
import { vendorSession } from '../support/vendor-session.js';

const company = 'HYPERVISUAL';
const credentials = { apiKey: 'sandbox-token-hypervisual', webhookSecret: 'sandbox-invoice-ninja-secret' };
const at = new Date('2026-03-02T10:00:00Z');

const amount = (value: number) => ({ amount: value, currency: 'EUR' });
const customer = {
  id: '7d3c1f3e-0000-4000-8000-000000000001',
  kind: 'PERSON',
  name: 'Jeanne Martin',
  email: 'jeanne@example.fr',
  phone: '+33612345678',
  address: { street: '1 rue des Lilas', complement: null, postalCode: '69001', city: 'Lyon', country: 'FR' },
};
const line = (unitPrice: number, vatRate = 2_000, quantity = 1, discount = 0) => ({
  description: 'Pose',
  quantity,
  unitPrice: amount(unitPrice),
  vatRate,
  discount,
});
const invoice = {
  id: '7d3c1f3e-0000-4000-8000-000000000002',
  number: 'FAC-2026-0001',
  kind: 'STANDARD',
  status: 'SENT',
  title: 'Pompe à chaleur',
  notes: 'Merci',
  currency: 'EUR',
  issuedAt: '2026-03-01T23:30:00.000Z',
  dueAt: '2026-03-31T22:00:00.000Z',
  lines: [line(100_000, 550), line(333, 2_000, 1.5, 1_000)],
  totals: { gross: amount(106_040) },
  paid: amount(0),
  customer,
  creditedInvoice: null,
};
const creditNote = {
  ...invoice,
  id: '7d3c1f3e-0000-4000-8000-000000000003',
  number: 'AVO-2026-0001',
  kind: 'CREDIT_NOTE',
  creditedInvoice: { number: invoice.number },
};
const quote = {
  ...invoice,
  id: '7d3c1f3e-0000-4000-8000-000000000004',
  number: 'DEV-2026-0001',
  sentAt: '2026-03-01T10:00:00.000Z',
  validUntil: '2026-03-31T10:00:00.000Z',
};
const payment = {
  id: '7d3c1f3e-0000-4000-8000-000000000005',
  method: 'BANK_TRANSFER',
  receivedAt: '2026-03-02T09:00:00.000Z',
  reference: 'VIR MARTIN',
  amount: amount(6_040),
  invoice,
};

const actionOf = (name: string): ConnectorAction<unknown> => {
  const action = invoiceNinja.actions[name];
  if (!action) throw new Error(`no action ${name}`);
  return action;
};
const recordOf = (name: 'customer' | 'invoice' | 'quote' | 'payment'): SharedRecord<unknown> => {
  const record = invoiceNinja.records?.[name];
  if (!record) throw new Error(`no record ${name}`);
  return record;
};

/** What the vendor calls what was sent so far, as the engine would know it. */
let links: Map<string, string>;
const knownOf = (type: string, id: string): KnownSubject => ({
  ...nothingKnown,
  externalId: links.get(`${type}:${id}`) ?? null,
  others: links,
});

function prepared(name: string, data: object, about: Partial<Asked> = {}, known?: KnownSubject) {
  const [[type = '', subject]] = Object.entries(data) as [[string, { id: string }]];
  const asked: Asked = { variant: '', input: null, settings: invoiceNinja.settings?.parse({}), at, ...about };
  return actionOf(name).prepare(data, known ?? knownOf(type, subject.id), asked);
}

function payloadOf(name: string, data: object, about: Partial<Asked> = {}): unknown {
  const made = prepared(name, data, about);
  if (!made.ready) throw new Error(`${made.reason}: ${JSON.stringify(made.violations)}`);
  return made.payload;
}

async function sent(session: ConnectorSession<unknown>, name: string, data: object, about: Partial<Asked> = {}) {
  const [[type = '', subject]] = Object.entries(data) as [[string, { id: string }]];
  const receipt = await actionOf(name).send(session, payloadOf(name, data, about), knownOf(type, subject.id));
  if (actionOf(name).leaves && receipt.externalId) links.set(`${type}:${subject.id}`, receipt.externalId);
  return receipt;
}

let clock = at.getTime();
const sandbox = createInvoiceNinjaSandbox({ now: () => clock });
const state = () => {
  const found = sandbox.state()[company];
  if (!found) throw new Error(`no company ${company}`);
  return found;
};
let vendor: Awaited<ReturnType<typeof sandbox.start>>;
let session: ConnectorSession<unknown>;
beforeAll(async () => {
  vendor = await sandbox.start();
  session = vendorSession(invoiceNinja, { baseUrl: vendor.url, credentials });
});
beforeEach(() => {
  clock = at.getTime();
  links = new Map();
  sandbox.reset();
});
afterEach(() => sandbox.faults.clear());
afterAll(() => vendor.close());

/** The customer is there, as the engine sees to it. */
const withCustomer = () => sent(session, 'sync-customer', { customer });

describe('customers', () => {
  test('are made once: found by our id or by their e-mail, and then kept up to date, other contacts left alone', async () => {
    await sent(session, 'sync-customer', { customer });
    const [made] = state().clients;
    expect(made).toMatchObject({ name: 'Jeanne Martin', city: 'Lyon', country_id: '250', custom_value1: customer.id });
    await sandbox.sendEvent({
      event: 'client.edited',
      company,
      id: made?.id ?? '',
      changes: { contacts: [{ id: made?.contacts[0]?.id ?? '' }, { email: 'paul@example.fr' }] },
    });
    links.clear();
    await sent(session, 'sync-customer', { customer: { ...customer, name: 'Jeanne Dupont', email: 'j@example.fr' } });
    expect(state().clients).toMatchObject([
      { id: made?.id, name: 'Jeanne Dupont', contacts: [{ email: 'j@example.fr' }, { email: 'paul@example.fr' }] },
    ]);
    // Another customer of ours, who shares the address, is another client; one typed in there by hand is taken over.
    await sent(session, 'sync-customer', { customer: { ...customer, id: payment.id, email: 'j@example.fr' } });
    expect(state().clients).toHaveLength(2);
    await sandbox.sendEvent({
      event: 'client.edited',
      company,
      id: links.get(`customer:${payment.id}`) ?? '',
      changes: { custom_value1: '' },
    });
    links.clear();
    await sent(session, 'sync-customer', { customer: { ...customer, id: quote.id, email: 'j@example.fr' } });
    expect(state().clients.map(({ custom_value1 }) => custom_value1)).toEqual([customer.id, quote.id]);
  });

  test('whose country has no id there say so', () => {
    const abroad = { ...customer, address: { ...customer.address, country: 'JP' } };
    expect(prepared('sync-customer', { customer: abroad })).toMatchObject({
      violations: [{ field: 'connection.settings.countryIds', message: 'has no id for JP' }],
    });
  });
});

describe('documents', () => {
  beforeEach(withCustomer);

  test('go under our number with our total, as sent; each change is an update, and a credit note is a credit', async () => {
    const receipt = await sent(session, 'sync-invoice', { invoice });
    expect(receipt).toMatchObject({ vendorStatus: 'SENT', facts: { number: 'FAC-2026-0001', gross: 106_040 } });
    await sent(session, 'sync-invoice', { invoice: { ...invoice, dueAt: '2026-04-15T10:00:00.000Z' } });
    await sent(session, 'sync-quote', { quote: { ...quote, status: 'SIGNED' } });
    const credit = await sent(session, 'sync-invoice', { invoice: creditNote });
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
    expect(await recordOf('invoice').read(session, credit.externalId ?? '')).toMatchObject({
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
    await sent(session, 'sync-invoice', { invoice: { ...invoice, status } });
    await sent(session, 'sync-invoice', { invoice: { ...invoice, status } });
    expect(state().invoices).toMatchObject([expected]);
    expect(vendor.requests({ method: 'GET', path: '/api/v1/invoices/*/mark_sent' })).toHaveLength(
      vendor.requests({ method: 'POST', path: '/api/v1/invoices' }).length,
    );
  });

  test('are looked at after an action, whose answer may be empty, or good though nothing was done', async () => {
    await sent(session, 'sync-invoice', { invoice });
    const match = { method: 'GET', path: '/api/v1/invoices/*/cancel' };
    const cancelled = { invoice: { ...invoice, status: 'CANCELLED' } };
    sandbox.faults.add({ match, fault: { kind: 'garbage', processed: false } });
    await expect(sent(session, 'sync-invoice', cancelled)).rejects.toMatchObject({
      kind: 'permanent',
      vendorCode: 'ACTION_REFUSED',
      message: 'FAC-2026-0001 is SENT there: it did not take cancel.',
    });
    sandbox.faults.add({ match, fault: { kind: 'garbage', processed: true } });
    expect(await sent(session, 'sync-invoice', cancelled)).toMatchObject({ vendorStatus: 'CANCELLED' });
  });

  test('whose amounts somebody changed there once they were sent keep them, until it is decided that ours hold', async () => {
    await sent(session, 'sync-invoice', { invoice });
    const [{ id = '' } = {}] = state().invoices;
    const changes = { line_items: [{ cost: 5, quantity: 1 }] };
    await sandbox.sendEvent({ event: 'document.edited', company, kind: 'invoices', id, changes });
    await sent(session, 'sync-invoice', { invoice: { ...invoice, notes: 'Relance' } });
    expect(state().invoices).toMatchObject([{ amount: 5, public_notes: 'Relance' }]);
    expect(await recordOf('invoice').read(session, id)).toMatchObject({ fields: { gross: 500, notes: 'Relance' } });
    // Compared, and decided for us.
    await sent(session, 'sync-invoice', { invoice }, { input: recordOf('invoice').pushInput });
    expect(state().invoices).toMatchObject([{ amount: 1060.4, public_notes: 'Merci' }]);
    await sandbox.sendEvent({ event: 'deleted', company, kind: 'invoices', id });
    await expect(sent(session, 'sync-invoice', { invoice })).rejects.toMatchObject({ vendorCode: 'DELETED_THERE' });
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
      await expect(actionOf('sync-invoice').send(session, payload, nothingKnown)).rejects.toMatchObject({
        kind: 'unknown-outcome',
      });
      const found = await actionOf('sync-invoice').reconcile?.(session, payload);
      // What is not all done is not there yet: it is sent again, and goes on where it was.
      expect(found === null).toBe(index < 2);
      if (!found) await actionOf('sync-invoice').send(session, payload, nothingKnown);
      expect(await actionOf('sync-invoice').reconcile?.(session, payload)).toMatchObject({ vendorStatus: 'SENT' });
    }
    expect(state().invoices).toHaveLength(3);
    expect(new Set(state().invoices.map((one) => `${one.status_id} ${one.amount}`))).toEqual(new Set(['2 0.11']));
  });

  test('whose number is another client’s are refused, and so is a total that no rounding explains', async () => {
    await sent(session, 'sync-invoice', { invoice });
    const other = { ...customer, id: payment.id, email: 'other@example.fr' };
    await sent(session, 'sync-customer', { customer: other });
    await expect(
      sent(session, 'sync-invoice', { invoice: { ...invoice, id: quote.id, customer: other } }),
    ).rejects.toMatchObject({ kind: 'permanent', vendorCode: 'NUMBER_TAKEN' });
    const wrong = { ...invoice, id: creditNote.id, number: 'FAC-2', totals: { gross: amount(999) } };
    await expect(sent(session, 'sync-invoice', { invoice: wrong })).rejects.toMatchObject({
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
        const { externalId } = await sent(session, 'sync-invoice', { invoice: one });
        const there = await recordOf('invoice').read(session, externalId ?? '');
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
    await sent(session, 'sync-invoice', { invoice });
    await sent(session, 'email-invoice', { invoice });
    await sent(session, 'email-invoice', { invoice }, { input: { template: 'reminder1' } });
    expect(state().emails).toMatchObject([
      { entity: 'invoice', template: 'email_template_invoice', to: ['jeanne@example.fr'] },
      { entity: 'invoice', template: 'email_template_reminder1' },
    ]);
    expect(actionOf('email-invoice').reconcile).toBeNull();
  });
});

test('a quote that is over here has no status to compare there, and one that was refused is archived', async () => {
  await withCustomer();
  await sent(session, 'sync-quote', { quote: { ...quote, status: 'REJECTED' } });
  expect(state().quotes).toMatchObject([{ status_id: '2', archived_at: at.getTime() / 1_000 }]);
  for (const status of ['REJECTED', 'EXPIRED']) {
    expect(recordOf('quote').fieldsOf({ quote: { ...quote, status } })).not.toHaveProperty('status');
  }
  expect(recordOf('quote').fieldsOf({ quote: { ...quote, status: 'SIGNED' } })).toMatchObject({ status: 'SIGNED' });
});

test('payments are made once: a lost answer is found again, and what came from there does not go back', async () => {
  await withCustomer();
  await sent(session, 'sync-invoice', { invoice });
  sandbox.faults.add({ match: { method: 'POST', path: '/api/v1/payments' }, fault: { kind: 'lost-answer' } });
  const payload = payloadOf('sync-payment', { payment });
  expect(await actionOf('sync-payment').reconcile?.(session, payload)).toBeNull();
  await expect(sent(session, 'sync-payment', { payment })).rejects.toMatchObject({ kind: 'unknown-outcome' });
  const found = await actionOf('sync-payment').reconcile?.(session, payload);
  expect(found).toMatchObject({ externalId: expect.any(String) });
  expect(await sent(session, 'sync-payment', { payment })).toMatchObject({ externalId: found?.externalId });
  expect(state().payments).toMatchObject([
    { amount: 60.4, type_id: '1', transaction_reference: 'VIR MARTIN', idempotency_key: payment.id },
  ]);
  expect(state().invoices).toMatchObject([{ status_id: '3', balance: 1000 }]);
  expect(await recordOf('payment').read(session, found?.externalId ?? '')).toMatchObject({
    fields: { ...recordOf('payment').fieldsOf({ payment }), invoice: links.get(`invoice:${invoice.id}`) },
  });
  expect(prepared('sync-payment', { payment })).toMatchObject({ because: 'nothing-new' });
  const back = { ...payment, id: quote.id, amount: amount(-6_040) };
  expect(prepared('sync-payment', { payment: back })).toMatchObject({ violations: [{ field: 'amount' }] });
});

test('answers are read wrapped and bare, and refusals as what they mean', async () => {
  for (const wrapped of [true, false]) {
    sandbox.reset();
    sandbox.configure({ wrapped });
    links.clear();
    await withCustomer();
    await sent(session, 'sync-invoice', { invoice });
    await sent(session, 'sync-payment', { payment });
    expect(state()).toMatchObject({ clients: [{}], invoices: [{}], payments: [{}] });
  }
  await invoiceNinja.check?.(session);
  const refusedBy = async (status: number, body: object) => {
    sandbox.faults.add({ fault: { kind: 'status', status, body } });
    return invoiceNinja.check?.(session).catch((error: unknown) => error);
  };
  expect(await refusedBy(403, { message: 'Invalid token', errors: {} })).toMatchObject({ kind: 'authentication' });
  expect(await refusedBy(403, { message: 'This action is unauthorized.' })).toMatchObject({ kind: 'permanent' });
  expect(await refusedBy(429, { message: 'Too many requests' })).toMatchObject({ kind: 'rate-limited' });
  expect(await refusedBy(503, { message: 'Down' })).toMatchObject({ kind: 'retryable' });
  expect(
    await refusedBy(422, { message: 'The given data was invalid.', errors: { name: ['The name is too long.'] } }),
  ).toMatchObject({ kind: 'permanent', message: 'The given data was invalid. name: The name is too long.' });
  sandbox.faults.add({ match: { method: 'POST' }, fault: { kind: 'status', status: 500 } });
  links.clear();
  await expect(
    sent(session, 'sync-customer', { customer: { ...customer, id: quote.id, email: null } }),
  ).rejects.toMatchObject({ kind: 'unknown-outcome' });
});

describe('what changed there', () => {
  test('is told oldest first, page by page, by the hub’s names; nothing is passed over though it changes meanwhile', async () => {
    await withCustomer();
    await sent(session, 'sync-invoice', { invoice });
    const externalId = links.get(`invoice:${invoice.id}`) ?? '';
    const all = await recordOf('invoice').changedSince(session, null, null);
    expect(all).toMatchObject({ next: null, records: [{ externalId, reference: invoice.number, deleted: false }] });
    const client = links.get(`customer:${customer.id}`);
    expect(all.records[0]?.fields).toEqual({ ...recordOf('invoice').fieldsOf({ invoice }), customer: client });
    expect(await recordOf('customer').read(session, links.get(`customer:${customer.id}`) ?? '')).toMatchObject({
      reference: customer.email,
      fields: recordOf('customer').fieldsOf({ customer }),
    });

    clock += 60_000;
    await sandbox.sendEvent({ event: 'invoice.viewed', company, id: externalId });
    const since = new Date(clock);
    const seen = await recordOf('invoice').changedSince(session, since, null);
    expect(seen.records).toMatchObject([{ externalId, updatedAt: since, fields: { status: 'VIEWED' } }]);
    expect((await recordOf('customer').changedSince(session, since, null)).records).toEqual([]);
    await sandbox.sendEvent({ event: 'deleted', company, kind: 'invoices', id: externalId });
    expect((await recordOf('invoice').changedSince(session, since, null)).records).toMatchObject([{ deleted: true }]);
    expect(await recordOf('invoice').read(session, 'Nowhere000')).toBeNull();
  });

  test('comes whole in pages of 500, though what was on the first of them changes before the second', async () => {
    const body = { country_id: 250, contacts: [{}] };
    const headers = { 'x-api-token': credentials.apiKey, 'x-requested-with': 'XMLHttpRequest' };
    for (let index = 0; index < 520; index += 1) {
      if (index % 3 === 0) clock += 1_000;
      await session.http.send({ method: 'POST', url: `${vendor.url}/api/v1/clients`, headers, json: body });
    }
    const first = await recordOf('customer').changedSince(session, null, null);
    expect([first.records.length, first.next]).toEqual([500, expect.any(String)]);
    clock += 1_000;
    for (const { externalId } of first.records.slice(0, 30)) {
      await sandbox.sendEvent({ event: 'client.edited', company, id: externalId, changes: { city: 'Lyon' } });
    }
    const second = await recordOf('customer').changedSince(session, null, first.next);
    expect(second.next).toBeNull();
    expect(new Set([...first.records, ...second.records].map(({ externalId }) => externalId)).size).toBe(520);
  });
});

describe('webhooks', () => {
  test('are subscribed to once, each with its own secret, and again when the vendor gave one up', async () => {
    const receiver = await startReceiver();
    try {
      const urlOf = (topic: string) => `${receiver.url}?topic=${topic}`;
      const made = await invoiceNinja.subscribe?.(session, { urlOf });
      expect(made).toHaveLength(23);
      expect(await invoiceNinja.subscribe?.(session, { urlOf })).toEqual([]);
      expect(new Set(state().subscriptions.map(({ headers }) => headers['x-passerelle-secret'])).size).toBe(23);

      await withCustomer();
      await sent(session, 'sync-invoice', { invoice });
      const [{ id = '' } = {}] = state().invoices;
      const webhooks = await sandbox.sendEvent({ event: 'invoice.paid', company, id });
      const events = webhooks.flatMap(({ sent: one, body }) => {
        const topic = new URL(one?.url ?? '').searchParams.get('topic');
        const secret = invoiceNinja.webhook?.secretOf(session.credentials, topic) ?? '';
        const headers = one?.headers ?? {};
        const holds = invoiceNinja.webhook?.proofs.some((proof) =>
          verifyWebhook(proof, { rawBody: Buffer.from(body), headers }, secret, at),
        );
        expect(holds).toBe(true);
        return invoiceNinja.webhook?.parse(JSON.parse(body), { topic, receivedAt: at }) ?? [];
      });
      expect(events).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ type: 'create_payment', news: { kind: 'record', record: 'payment' } }),
          expect.objectContaining({ type: 'update_invoice', externalId: id, reference: invoice.number }),
        ]),
      );
      receiver.answer({ status: 410 });
      await sandbox.sendEvent({ event: 'archived', company, kind: 'invoices', id });
      expect(await invoiceNinja.subscribe?.(session, { urlOf })).toEqual(['archive_invoice']);
    } finally {
      await receiver.close();
    }
  });

  test('of a thousand altered secrets none holds, nor that of another topic', () => {
    const secretOf = (topic: string | null) => invoiceNinja.webhook?.secretOf(session.credentials, topic) ?? null;
    const good = secretOf('create_payment') ?? '';
    const holds = (secret: string) =>
      invoiceNinja.webhook?.proofs.some((proof) =>
        verifyWebhook(proof, { rawBody: Buffer.from('{}'), headers: { 'x-passerelle-secret': secret } }, good, at),
      );
    expect(holds(good)).toBe(true);
    expect(holds(secretOf('update_payment') ?? '')).toBe(false);
    expect([null, 'invoice_paid', 'constructor'].map(secretOf)).toEqual([null, null, null]);
    const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
    const altered = new Set<string>();
    for (let index = 0; altered.size < 1_000; index += 1) {
      const place = index % good.length;
      const letter = alphabet[Math.floor(index / good.length) % alphabet.length] ?? '';
      const one = good.slice(0, place) + letter + good.slice(place + (index % 3 === 0 ? 0 : 1));
      if (one !== good) altered.add(one);
    }
    expect([...altered].filter(holds)).toEqual([]);
  });

  test('that are none of the records are refused', () => {
    const parse = (body: unknown, topic: string | null) => invoiceNinja.webhook?.parse(body, { topic, receivedAt: at });
    expect(() => parse({ event: 'paid' }, 'create_payment')).toThrow('none of the records');
    expect(() => parse({ id: 'a' }, 'invoice_paid')).toThrow('none of the records');
    expect(parse({ data: { id: 'a' } }, 'delete_client')).toMatchObject([{ externalId: 'a', occurredAt: at }]);
  });
});

test('questions are answered in the hub’s terms, and the PDF comes as it is', async () => {
  await withCustomer();
  await sent(session, 'sync-invoice', { invoice });
  const externalId = links.get(`invoice:${invoice.id}`) ?? '';
  await sandbox.sendEvent({ event: 'invoice.viewed', company, id: externalId });
  const status = await invoiceNinja.lookups?.['invoice-status']?.ask(session, { externalId });
  expect(status).toMatchObject({
    positive: true,
    facts: {
      status: 'VIEWED',
      gross: 106_040,
      balance: 106_040,
      viewedAt: '2026-03-02T10:00:00.000Z',
      archivedAt: null,
    },
  });
  expect(await invoiceNinja.lookups?.['invoice-status']?.ask(session, { externalId: 'Nowhere000' })).toEqual({
    positive: false,
    facts: { status: null },
  });
  const listed = async (input: object) => {
    const lookup = invoiceNinja.lookups?.invoices;
    return (await lookup?.ask(session, lookup.input.parse(input)))?.facts;
  };
  expect(await listed({ status: 'OPEN' })).toMatchObject({ invoices: [{ externalId, status: 'VIEWED' }], total: 1 });
  expect(await listed({ status: 'PAID' })).toMatchObject({ invoices: [], total: 0 });
  expect(await listed({ number: invoice.number, client: 'Nobody' })).toMatchObject({ invoices: [] });

  const pdf = await invoiceNinja.downloads?.['invoice-pdf']?.fetch(session, { externalId });
  expect(pdf).toMatchObject({ name: 'FAC-2026-0001.pdf', mediaType: 'application/pdf' });
  expect(Buffer.from(pdf?.bytes ?? []).toString('latin1')).toMatch(/^%PDF-[\s\S]*%%EOF\s*$/);
  expect(await invoiceNinja.downloads?.['invoice-pdf']?.fetch(session, { externalId: 'Nowhere000' })).toBeNull();
});

(descriptionsAreHere ? test : test.skip)(
  'every call it can make is allowed by the official description (skipped where the contracts are not there)',
  async () => {
    const paths = ['clients', 'invoices', 'quotes', 'credits', 'payments', 'webhooks'].flatMap((kind) => [
      `/api/v1/${kind}`,
      `/api/v1/${kind}/{id}`,
    ]);
    // The description has no word of these bodies; invoices, quotes and credits are alike.
    const bodies = {
      'PUT /api/v1/invoices/{id}': 'InvoiceRequest',
      'POST /api/v1/quotes': 'InvoiceRequest',
      'PUT /api/v1/quotes/{id}': 'InvoiceRequest',
      'POST /api/v1/credits': 'InvoiceRequest',
      'PUT /api/v1/credits/{id}': 'InvoiceRequest',
      'POST /api/v1/webhooks': 'Webhook',
    };
    const pdf = '/api/v1/invoice/{invitation_key}/download';
    const actions = ['invoices', 'quotes'].map((kind) => `/api/v1/${kind}/{id}/{action}`);
    const used = [...paths, ...actions, '/api/v1/emails', '/api/v1/ping', pdf];
    const mock = await startContractMock(descriptions.invoiceNinja, used, bodies);
    try {
      const there = vendorSession(invoiceNinja, { baseUrl: mock.url, credentials });
      links = new Map([
        [subjectKey({ type: 'customer', id: customer.id }), 'Opnel5aKBz'],
        [subjectKey({ type: 'invoice', id: invoice.id }), 'Opnel5aKBz'],
      ]);
      // A mock answers with examples, which are seldom what was sent: what the connector makes of that is not looked at.
      const done = async (what: Promise<unknown> | undefined) => what?.catch(() => undefined);
      const sync = async (name: string, data: object, externalId: string | null, about: Partial<Asked> = {}) => {
        const payload = payloadOf(name, data, about);
        await done(actionOf(name).send(there, payload, { ...nothingKnown, externalId, others: links }));
        await done(actionOf(name).reconcile?.(there, payload));
      };
      await done(invoiceNinja.check?.(there));
      const id = 'Opnel5aKBz';
      for (const known of [null, id]) {
        await sync('sync-customer', { customer: { ...customer, email: known && customer.email } }, known);
        // The examples' amounts: 10 of invoices and quotes, 100 of credits.
        for (const gross of [1_000, 10_000]) {
          const totals = { gross: amount(gross) };
          await sync('sync-invoice', { invoice: { ...invoice, totals, status: 'CANCELLED' } }, known);
          await sync('sync-quote', { quote: { ...quote, totals, status: 'SIGNED' } }, known);
          await sync('sync-invoice', { invoice: { ...creditNote, totals } }, known && `credits/${id}`);
        }
        // A cent beside the example: it is evened out.
        const cent = { ...invoice, totals: { gross: amount(1_001) } };
        await sync('sync-invoice', { invoice: cent }, known, { input: recordOf('invoice').pushInput });
      }
      const settled = { ...payment, id: quote.id };
      await sync('sync-payment', { payment: settled }, null);
      await sync('email-invoice', { invoice }, null);
      await done(invoiceNinja.subscribe?.(there, { urlOf: (topic) => `https://hub.example/?topic=${topic}` }));
      for (const name of ['customer', 'invoice', 'quote', 'payment'] as const) {
        await done(recordOf(name).read(there, id));
        await done(recordOf(name).changedSince(there, at, null));
      }
      await done(invoiceNinja.lookups?.['invoice-status']?.ask(there, { externalId: id }));
      await done(invoiceNinja.lookups?.invoices?.ask(there, { status: 'OPEN', page: 1, perPage: 20 }));
      await done(invoiceNinja.downloads?.['invoice-pdf']?.fetch(there, { externalId: id }));
      expect(mock.calls().filter(({ problems }) => problems.length > 0)).toEqual([]);
      // All it uses but two: the examples have no subscription of ours to renew, and no credit with an invitation.
      expect([...new Set(mock.calls().map(({ operation }) => operation))].sort()).toEqual([
        ...['GET /api/v1/clients', 'GET /api/v1/clients/{id}', 'GET /api/v1/credits', 'GET /api/v1/credits/{id}'],
        'GET /api/v1/invoice/{invitation_key}/download',
        ...['GET /api/v1/invoices', 'GET /api/v1/invoices/{id}', 'GET /api/v1/invoices/{id}/{action}'],
        ...['GET /api/v1/payments', 'GET /api/v1/payments/{id}', 'GET /api/v1/ping'],
        ...[
          'GET /api/v1/quotes',
          'GET /api/v1/quotes/{id}',
          'GET /api/v1/quotes/{id}/{action}',
          'GET /api/v1/webhooks',
        ],
        ...['POST /api/v1/clients', 'POST /api/v1/credits', 'POST /api/v1/emails', 'POST /api/v1/invoices'],
        ...['POST /api/v1/payments', 'POST /api/v1/quotes', 'POST /api/v1/webhooks'],
        ...[
          'PUT /api/v1/clients/{id}',
          'PUT /api/v1/credits/{id}',
          'PUT /api/v1/invoices/{id}',
          'PUT /api/v1/quotes/{id}',
        ],
      ]);
    } finally {
      await mock.close();
    }
  },
  120_000,
);
