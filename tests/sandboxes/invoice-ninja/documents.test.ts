import { company, entity, useInvoiceNinjas } from './with-invoice-ninja.js';

const withInvoiceNinja = useInvoiceNinjas();

const vat = { tax_name1: 'TVA', tax_rate1: 20 };

describe('invoices and quotes of the Invoice Ninja sandbox', () => {
  test.each([
    [
      'rounds taxes line by line',
      {},
      Array.from({ length: 3 }, () => ({ cost: 10.03, quantity: 1, ...vat })),
      36.12,
      6.03,
    ],
    ['takes a part off a line', {}, [{ cost: 100, quantity: 2, discount: 10, ...vat }], 216, 36],
    [
      'takes an amount off the whole',
      { discount: 50, is_amount_discount: true },
      [{ cost: 250, quantity: 1, ...vat }],
      240,
      40,
    ],
    ['finds the tax in the price', { uses_inclusive_taxes: true }, [{ cost: 120, quantity: 1, ...vat }], 120, 20],
    ['leaves a tax without a name out of the total', {}, [{ cost: 100, quantity: 1, tax_rate1: 20 }], 100, 0],
    ['takes taxes on the whole', { ...vat }, [{ cost: 100, quantity: 1 }], 120, 20],
  ])('computes totals: %s', async (_what, fields, line_items, amount, total_taxes) => {
    const vendor = await withInvoiceNinja();
    expect(await vendor.makeInvoice({ ...fields, line_items })).toMatchObject({
      amount,
      total_taxes,
      status_id: '1',
      balance: 0,
    });
  });

  test('takes a number once in a company, and gives the next one where none is asked for', async () => {
    const vendor = await withInvoiceNinja();
    expect(await vendor.makeInvoice()).toMatchObject({ number: '0001', id: expect.stringMatching(/^\w{10}$/) });
    const invoice = await vendor.makeInvoice({ number: 'F-2026-001' });
    const doubled = await vendor.send('POST', '/invoices', { client_id: invoice.client_id, number: 'F-2026-001' });
    expect(doubled).toMatchObject({
      status: 422,
      body: {
        message: 'The given data was invalid.',
        errors: { number: ['The number has already been taken.'] },
      },
    });
    expect(vendor.stateOf().invoices).toHaveLength(2);
    const same = { number: 'F-2026-001', public_notes: 'again' };
    expect(entity(await vendor.send('PUT', `/invoices/${invoice.id}`, same))).toMatchObject(same);
    expect(await vendor.send('POST', '/invoices', {})).toMatchObject({
      status: 422,
      body: { errors: { client_id: ['The client id field is required.'] } },
    });
    expect((await vendor.send('GET', '/invoices/D2J234DFAx')).status).toBe(400);
  });

  test('sends, mails, cancels and deletes; refuses the same bulk action again within a second', async () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const vendor = await withInvoiceNinja({ now: () => now });
    const [first, second] = [await vendor.makeInvoice(), await vendor.makeInvoice()];
    const bulk = (action: string, id: string) => vendor.send('POST', '/invoices/bulk', { action, ids: [id] });

    expect(await bulk('email', first.id)).toMatchObject({
      status: 200,
      body: { data: [{ status_id: '2', balance: 100, invitations: [{ sent_date: '2026-03-01 10:00:00' }] }] },
    });
    expect(await bulk('email', second.id)).toMatchObject({ status: 400, body: { message: 'Duplicate request' } });
    now += 1000;
    expect((await bulk('email', second.id)).status).toBe(200);
    const mail = { entity: 'invoice', entity_id: first.id, template: 'email_template_reminder1', subject: 'Reminder' };
    expect((await vendor.send('POST', '/emails', mail)).status).toBe(200);
    expect(vendor.stateOf().emails).toMatchObject([
      { entity_id: first.id, template: 'invoice', to: ['anna@example.com'] },
      { entity_id: second.id },
      { entity_id: first.id, template: 'email_template_reminder1', subject: 'Reminder' },
    ]);

    expect((await bulk('cancel', first.id)).body).toMatchObject({ data: [{ status_id: '5', balance: 0 }] });
    expect((await bulk('mark_paid', first.id)).status).toBe(422);
    expect((await bulk('delete', second.id)).body).toMatchObject({ data: [{ is_deleted: true }] });
    expect((await vendor.send('PUT', `/invoices/${second.id}`, {})).status).toBe(400);
    expect((await bulk('fold', first.id)).status).toBe(400);
  });

  test('serves the PDF by the key of an invitation', async () => {
    const vendor = await withInvoiceNinja();
    const { invitations } = await vendor.makeInvoice({ number: 'F-7' });
    const [invitation] = invitations as { key: string }[];
    const pdf = await vendor.send('GET', `/invoice/${invitation?.key}/download`);
    expect(pdf).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
    expect(pdf.body).toMatch(/^%PDF-1\.\d[\s\S]*%%EOF\s*$/);
    expect((await vendor.send('GET', '/invoice/none/download')).status).toBe(400);
  });

  test('makes one invoice of a quote, however often it is converted', async () => {
    const vendor = await withInvoiceNinja();
    const client = await vendor.makeClient();
    const lines = { client_id: client.id, line_items: [{ cost: 80, quantity: 2, ...vat }] };
    const quote = await vendor.make('/quotes?mark_sent=true', lines);
    expect(quote).toMatchObject({ status_id: '2', amount: 192 });
    await vendor.sandbox.sendEvent({ event: 'quote.approved', company, id: quote.id });
    const convert = () => vendor.send('GET', `/quotes/${quote.id}/convert`);
    const invoice = entity(await convert());
    expect(invoice).toMatchObject({ entity_type: 'invoice', status_id: '1', amount: 192, client_id: client.id });
    expect(entity(await convert()).id).toBe(invoice.id);
    expect(vendor.stateOf().quotes).toMatchObject([{ status_id: '4', invoice_id: invoice.id }]);
  });
});
