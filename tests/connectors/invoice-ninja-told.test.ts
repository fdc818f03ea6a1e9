import { invoiceNinja } from '../../connectors/invoice-ninja/index.js';
import { verifyWebhook } from '../../platform/webhooks/verify-webhook.js';
import { at, company, credentials, customer, invoice, recordOf, useInvoiceNinja } from '../support/invoice-ninja.js';
import { startReceiver } from '../support/receiver.js';

const { links, pass, sandbox, sent, session, state, vendor, withCustomer } = useInvoiceNinja();

describe('what changed there', () => {
  test('is told oldest first, page by page, by the hub’s names; nothing is passed over though it changes meanwhile', async () => {
    await withCustomer();
    await sent('sync-invoice', { invoice });
    const externalId = links.get(`invoice:${invoice.id}`) ?? '';
    const all = await recordOf('invoice').changedSince(session(), null, null);
    expect(all).toMatchObject({ next: null, records: [{ externalId, reference: invoice.number, deleted: false }] });
    const client = links.get(`customer:${customer.id}`);
    expect(all.records[0]?.fields).toEqual({ ...recordOf('invoice').fieldsOf({ invoice }), customer: client });
    expect(await recordOf('customer').read(session(), links.get(`customer:${customer.id}`) ?? '')).toMatchObject({
      reference: customer.email,
      fields: recordOf('customer').fieldsOf({ customer }),
    });

    pass(60_000);
    await sandbox.sendEvent({ event: 'invoice.viewed', company, id: externalId });
    const since = new Date(at.getTime() + 60_000);
    const seen = await recordOf('invoice').changedSince(session(), since, null);
    expect(seen.records).toMatchObject([{ externalId, updatedAt: since, fields: { status: 'VIEWED' } }]);
    expect((await recordOf('customer').changedSince(session(), since, null)).records).toEqual([]);
    await sandbox.sendEvent({ event: 'deleted', company, kind: 'invoices', id: externalId });
    expect((await recordOf('invoice').changedSince(session(), since, null)).records).toMatchObject([{ deleted: true }]);
    expect(await recordOf('invoice').read(session(), 'Nowhere000')).toBeNull();
  });

  test('comes whole in pages of 500, though what was on the first of them changes before the second', async () => {
    const body = { country_id: 250, contacts: [{}] };
    const headers = { 'x-api-token': credentials.apiKey, 'x-requested-with': 'XMLHttpRequest' };
    for (let index = 0; index < 520; index += 1) {
      if (index % 3 === 0) pass(1_000);
      await session().http.send({ method: 'POST', url: `${vendor().url}/api/v1/clients`, headers, json: body });
    }
    const first = await recordOf('customer').changedSince(session(), null, null);
    expect([first.records.length, first.next]).toEqual([500, expect.any(String)]);
    pass(1_000);
    for (const { externalId } of first.records.slice(0, 30)) {
      await sandbox.sendEvent({ event: 'client.edited', company, id: externalId, changes: { city: 'Lyon' } });
    }
    const second = await recordOf('customer').changedSince(session(), null, first.next);
    expect(second.next).toBeNull();
    expect(new Set([...first.records, ...second.records].map(({ externalId }) => externalId)).size).toBe(520);
  });
});

describe('webhooks', () => {
  test('are subscribed to once, each with its own secret, and again when the vendor gave one up', async () => {
    const receiver = await startReceiver();
    try {
      const urlOf = (topic: string) => `${receiver.url}?topic=${topic}`;
      const made = await invoiceNinja.subscribe?.(session(), { urlOf });
      expect(made).toHaveLength(23);
      expect(await invoiceNinja.subscribe?.(session(), { urlOf })).toEqual([]);
      expect(new Set(state().subscriptions.map(({ headers }) => headers['x-passerelle-secret'])).size).toBe(23);

      await withCustomer();
      await sent('sync-invoice', { invoice });
      const [{ id = '' } = {}] = state().invoices;
      const webhooks = await sandbox.sendEvent({ event: 'invoice.paid', company, id });
      const events = webhooks.flatMap(({ sent: one, body }) => {
        const topic = new URL(one?.url ?? '').searchParams.get('topic');
        const secret = invoiceNinja.webhook?.secretOf(session().credentials, topic) ?? '';
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
      expect(await invoiceNinja.subscribe?.(session(), { urlOf })).toEqual(['archive_invoice']);
    } finally {
      await receiver.close();
    }
  });

  test('of a thousand altered secrets none holds, nor that of another topic', () => {
    const secretOf = (topic: string | null) => invoiceNinja.webhook?.secretOf(session().credentials, topic) ?? null;
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
  await sent('sync-invoice', { invoice });
  const externalId = links.get(`invoice:${invoice.id}`) ?? '';
  await sandbox.sendEvent({ event: 'invoice.viewed', company, id: externalId });
  const status = await invoiceNinja.lookups?.['invoice-status']?.ask(session(), { externalId });
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
  expect(await invoiceNinja.lookups?.['invoice-status']?.ask(session(), { externalId: 'Nowhere000' })).toEqual({
    positive: false,
    facts: { status: null },
  });
  const listed = async (input: object) => {
    const lookup = invoiceNinja.lookups?.invoices;
    return (await lookup?.ask(session(), lookup.input.parse(input)))?.facts;
  };
  expect(await listed({ status: 'OPEN' })).toMatchObject({ invoices: [{ externalId, status: 'VIEWED' }], total: 1 });
  expect(await listed({ status: 'PAID' })).toMatchObject({ invoices: [], total: 0 });
  expect(await listed({ number: invoice.number, client: 'Nobody' })).toMatchObject({ invoices: [] });

  const pdf = await invoiceNinja.downloads?.['invoice-pdf']?.fetch(session(), { externalId });
  expect(pdf).toMatchObject({ name: 'FAC-2026-0001.pdf', mediaType: 'application/pdf' });
  expect(Buffer.from(pdf?.bytes ?? []).toString('latin1')).toMatch(/^%PDF-[\s\S]*%%EOF\s*$/);
  expect(await invoiceNinja.downloads?.['invoice-pdf']?.fetch(session(), { externalId: 'Nowhere000' })).toBeNull();
});
