import { company, useInvoiceNinjas } from './with-invoice-ninja.js';

const withInvoiceNinja = useInvoiceNinjas();

describe('webhooks of the Invoice Ninja sandbox', () => {
  test('carry the typed headers and the entity, and nothing that names the event', async () => {
    const vendor = await withInvoiceNinja();
    const hook = await vendor.receive();
    const headers = { 'x-hub-secret': 'of-this-url-only' };
    const subscription = await vendor.make('/webhooks', { target_url: hook.url, event_id: '4', headers });
    expect(subscription).toMatchObject({ event_id: '4', target_url: hook.url, format: 'JSON' });
    expect(subscription).not.toHaveProperty('headers');

    const { id, client_id } = await vendor.makeInvoice();
    const told = await vendor.sandbox.sendEvent({ event: 'invoice.paid', company, id });
    expect(told).toMatchObject([{ event_id: '4', sent: { url: hook.url, headers }, answers: [{ status: 204 }] }]);
    expect(hook.received).toHaveLength(1);
    expect(hook.received[0]?.headers).toMatchObject(headers);
    const body = JSON.parse(hook.received[0]?.body ?? '');
    expect(body).toMatchObject({ amount: 100, client: { id: client_id }, invoices: [{ id, status_id: '4' }] });
    expect(Object.keys(body).filter((name) => name.includes('event'))).toEqual([]);
  });

  test('follow calls to the API as well; a view dates the invoice but is not told', async () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const vendor = await withInvoiceNinja({ now: () => now });
    const hook = await vendor.receive();
    for (const event_id of ['2', '8']) await vendor.make('/webhooks', { target_url: hook.url, event_id });
    const { id } = await vendor.makeInvoice();
    await hook.until(1);
    now += 5000;
    expect(await vendor.sandbox.sendEvent({ event: 'invoice.viewed', company, id })).toEqual([]);
    expect(vendor.stateOf().invoices).toMatchObject([
      { updated_at: now / 1000, status_id: '1', invitations: [{ viewed_date: '2026-03-01 10:00:05' }] },
    ]);
    const changes = { public_notes: 'changed by hand' };
    await vendor.sandbox.sendEvent({ event: 'document.edited', company, kind: 'invoices', id, changes });
    expect(hook.received.map(({ body }) => JSON.parse(body).public_notes)).toEqual(['', 'changed by hand']);
  });

  test('are lost with 400 and 5xx, and end for good with 404, 405 and 410', async () => {
    const vendor = await withInvoiceNinja();
    const hook = await vendor.receive();
    const { id } = await vendor.makeClient();
    await vendor.make('/webhooks', { target_url: hook.url, event_id: 10 });
    const edit = () => vendor.sandbox.sendEvent({ event: 'client.edited', company, id, changes: { city: 'Lyon' } });

    for (const status of [500, 400, 410]) {
      hook.answer({ status });
      expect(await edit()).toMatchObject([{ answers: [{ status }] }]);
    }
    expect(await edit()).toEqual([]);
    expect(hook.received).toHaveLength(3);
    expect(vendor.stateOf().subscriptions).toMatchObject([{ archived_at: expect.any(Number) }]);
    expect((await vendor.send('GET', '/webhooks?status=active')).body).toMatchObject({ data: [] });
  });

  test('can be lost, doubled and sent again as they were', async () => {
    const vendor = await withInvoiceNinja({ webhooks: 'lost' });
    const hook = await vendor.receive();
    const { id } = await vendor.makeClient();
    await vendor.make('/webhooks', { target_url: hook.url, event_id: '10' });
    const edit = (city: string) => vendor.sandbox.sendEvent({ event: 'client.edited', company, id, changes: { city } });

    await edit('Lyon');
    vendor.sandbox.configure({ webhooks: 'sent', webhookCopies: 2 });
    await edit('Nantes');
    expect(vendor.stateOf().webhooks).toMatchObject([
      { id: 1, sent: null, answers: [] },
      { id: 2, answers: [{ status: 204 }, { status: 204 }] },
    ]);
    vendor.sandbox.configure({ webhookCopies: 1 });
    await vendor.sandbox.sendEvent({ event: 'webhook.resend', company, id: 1 });
    expect(hook.received.map(({ body }) => JSON.parse(body).city)).toEqual(['Nantes', 'Nantes', 'Lyon']);
  });

  test('come before the answer of the call that causes them, on demand', async () => {
    const vendor = await withInvoiceNinja({ webhooks: 'before-answer' });
    const hook = await vendor.receive();
    await vendor.make('/webhooks', { target_url: hook.url, event_id: '1' });
    const { id } = await vendor.makeClient();
    expect(hook.received.map(({ body }) => JSON.parse(body).id)).toEqual([id]);
  });

  test('call nobody but this machine', async () => {
    const vendor = await withInvoiceNinja();
    const far = await vendor.send('POST', '/webhooks', { target_url: 'http://example.com/', event_id: '4' });
    expect(far).toMatchObject({ status: 422, body: { errors: { target_url: [expect.any(String)] } } });
  });
});
