import type { Answer } from '../client.js';
import { company, useInvoiceNinjas } from './with-invoice-ninja.js';

const withInvoiceNinja = useInvoiceNinjas();

const numbersOf = ({ body }: Answer) => (body as { data: { number: string }[] }).data.map(({ number }) => number);

describe('lists of the Invoice Ninja sandbox', () => {
  test('page, sort and filter', async () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const vendor = await withInvoiceNinja({ now: () => now });
    const client_id = (await vendor.makeClient()).id;
    for (let count = 1; count <= 25; count += 1) {
      now += 1000;
      await vendor.make('/invoices', { client_id, line_items: [{ cost: count, quantity: 1 }] });
    }
    const list = (query: string) => vendor.send('GET', `/invoices?${query}`);

    const first = await list('');
    expect(numbersOf(first)).toHaveLength(20);
    const pagination = { total: 25, count: 20, per_page: 20, current_page: 1, total_pages: 2 };
    expect(first.body).toMatchObject({ meta: { pagination } });
    expect(numbersOf(await list('page=2'))).toEqual(['0021', '0022', '0023', '0024', '0025']);
    expect(numbersOf(await list('per_page=2&sort=amount|desc'))).toEqual(['0025', '0024']);
    expect((await list('per_page=9999')).body).toMatchObject({ meta: { pagination: { per_page: 5000 } } });
    expect(numbersOf(await list(`updated_at=${now / 1000 - 1}`))).toEqual(['0024', '0025']);
    expect(numbersOf(await list('number=0007'))).toEqual(['0007']);
    expect(numbersOf(await list('client_id=another'))).toEqual([]);
  });

  test('tell invoices by what the client sees, and records by what became of them', async () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const vendor = await withInvoiceNinja({ now: () => now });
    const late = await vendor.makeInvoice({ number: 'late', due_date: '2026-03-10' });
    const open = await vendor.makeInvoice({ number: 'open', due_date: '2026-12-31' });
    const paid = await vendor.makeInvoice({ number: 'paid' });
    await vendor.makeInvoice({ number: 'draft' });
    await vendor.send('POST', '/invoices/bulk', { action: 'mark_sent', ids: [late.id, open.id] });
    await vendor.send('POST', '/invoices/bulk', { action: 'mark_paid', ids: [paid.id] });
    now = Date.parse('2026-04-01T10:00:00Z');
    const list = async (query: string) => numbersOf(await vendor.send('GET', `/invoices?${query}`));

    expect(await list('client_status=unpaid')).toEqual(['late', 'open']);
    expect(await list('client_status=overdue')).toEqual(['late']);
    expect(await list('client_status=paid,overdue')).toEqual(['late', 'paid']);
    await vendor.sandbox.sendEvent({ event: 'archived', company, kind: 'invoices', id: paid.id });
    await vendor.sandbox.sendEvent({ event: 'deleted', company, kind: 'invoices', id: open.id });
    expect(await list('status=active')).toEqual(['late', 'draft']);
    expect(await list('status=archived')).toEqual(['paid']);
    expect(await list('is_deleted=true')).toEqual(['open']);
    expect(await list(`updated_at=${now / 1000}`)).toEqual(['open', 'paid']);
  });

  test('find clients by e-mail', async () => {
    const vendor = await withInvoiceNinja();
    await vendor.makeClient('one@example.com');
    const { id } = await vendor.makeClient('two@example.com');
    const found = await vendor.send('GET', '/clients?email=two@example.com');
    expect(found.body).toMatchObject({ data: [{ id, contacts: [{ email: 'two@example.com' }] }] });
    expect((await vendor.send('POST', '/clients', { contacts: [{ email: 'nobody' }] })).body).toMatchObject({
      errors: { 'contacts.0.email': [expect.any(String)] },
    });
  });
});
