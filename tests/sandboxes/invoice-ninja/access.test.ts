import { call } from '../client.js';
import { useInvoiceNinjas } from './with-invoice-ninja.js';

const withInvoiceNinja = useInvoiceNinjas();

describe('access to the Invoice Ninja sandbox', () => {
  test('wants a token of a company and the documented header', async () => {
    const vendor = await withInvoiceNinja();
    const refused = await vendor.send('GET', '/clients', undefined, 'no-token-of-ours');
    expect(refused).toMatchObject({ status: 403, body: { message: 'Invalid token', errors: {} } });
    const bare = await call('GET', `${vendor.sandbox.url}/api/v1/clients`, {
      headers: { 'x-api-token': 'sandbox-token-hypervisual' },
    });
    expect(bare.status).toBe(400);
    expect((await vendor.send('GET', '/ping')).body).toMatchObject({ company_name: 'HYPERVISUAL' });
    expect(await vendor.send('GET', '/nothing')).toMatchObject({
      status: 404,
      body: { message: 'Route does not exist' },
    });

    vendor.sandbox.faults.add({ fault: { kind: 'expire-tokens' } });
    expect((await vendor.send('GET', '/ping')).status).toBe(403);
    vendor.sandbox.reset();
    expect((await vendor.send('GET', '/ping')).status).toBe(200);
  });

  test('keeps companies apart', async () => {
    const vendor = await withInvoiceNinja();
    const { id } = await vendor.makeClient();
    expect((await vendor.send('GET', `/clients/${id}`)).status).toBe(200);
    expect((await vendor.send('GET', `/clients/${id}`, undefined, 'LEXAIA')).status).toBe(400);
    expect((await vendor.send('GET', '/clients', undefined, 'LEXAIA')).body).toMatchObject({ data: [] });
    expect(vendor.stateOf().clients).toHaveLength(1);
    expect(vendor.stateOf('LEXAIA').clients).toHaveLength(0);
  });

  test('answers as the server or as its description, and limits on demand', async () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const vendor = await withInvoiceNinja({ perMinute: 3, now: () => now });
    const { id } = await vendor.makeClient();
    expect((await vendor.send('GET', `/clients/${id}`)).body).toMatchObject({ data: { id } });
    vendor.sandbox.configure({ wrapped: false });
    expect((await vendor.send('GET', `/clients/${id}`)).body).toMatchObject({ id });
    const limited = await vendor.send('GET', '/ping');
    expect(limited).toMatchObject({ status: 429, body: { message: 'Too many requests' } });
    expect(limited.headers['retry-after']).toBe('60');
    now += 60_000;
    expect((await vendor.send('GET', '/ping')).status).toBe(200);
  });
});
