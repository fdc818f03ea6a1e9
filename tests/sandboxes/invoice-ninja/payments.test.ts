import { company, entity, useInvoiceNinjas } from './with-invoice-ninja.js';

const withInvoiceNinja = useInvoiceNinjas();

describe('payments of the Invoice Ninja sandbox', () => {
  test('take an idempotency key once, and bring the invoice from sent over partial to paid', async () => {
    const vendor = await withInvoiceNinja();
    const invoice = await vendor.makeInvoice();
    const pay = (amount: string | number, idempotency_key: string) =>
      vendor.send('POST', '/payments', {
        client_id: invoice.client_id,
        idempotency_key,
        invoices: [{ invoice_id: invoice.id, amount }],
      });

    const part = entity(await pay('30.00', 'key-1'));
    expect(part).toMatchObject({ amount: 30, applied: 30, paymentables: [{ invoice_id: invoice.id, amount: 30 }] });
    expect(part).not.toHaveProperty('idempotency_key');
    expect(await pay('30.00', 'key-1')).toMatchObject({
      status: 422,
      body: { errors: { idempotency_key: ['The idempotency key has already been taken.'] } },
    });
    expect((await pay(1, 'k'.repeat(65))).status).toBe(422);
    expect(await pay(70.01, 'key-2')).toMatchObject({
      status: 422,
      body: { errors: { 'invoices.0.amount': [expect.any(String)] } },
    });
    const paidOf = async () => entity(await vendor.send('GET', `/invoices/${invoice.id}`));
    expect(await paidOf()).toMatchObject({ status_id: '3', paid_to_date: 30, balance: 70 });
    await pay(70, 'key-2');
    expect(await paidOf()).toMatchObject({ status_id: '4', paid_to_date: 100, balance: 0 });
    expect(vendor.stateOf().payments.map(({ idempotency_key }) => idempotency_key)).toEqual(['key-1', 'key-2']);

    await vendor.send('DELETE', `/payments/${part.id}`);
    expect(await paidOf()).toMatchObject({ status_id: '3', paid_to_date: 70, balance: 30 });
    const client = await vendor.send('GET', `/clients/${invoice.client_id}`);
    expect(entity(client)).toMatchObject({ balance: 30, paid_to_date: 70 });
  });

  test('come from clients in the portal as well', async () => {
    const vendor = await withInvoiceNinja();
    const { id } = await vendor.makeInvoice();
    await vendor.sandbox.sendEvent({ event: 'invoice.paid', company, id, amount: 40 });
    await vendor.sandbox.sendEvent({ event: 'invoice.paid', company, id });
    expect(vendor.stateOf()).toMatchObject({
      invoices: [{ status_id: '4', paid_to_date: 100 }],
      payments: [
        { amount: 40, is_manual: false },
        { amount: 60, is_manual: false },
      ],
    });
  });
});
