import { useSymphonics } from './with-symphonics.js';

const withSymphonics = useSymphonics();

describe('validation in the Symphonics sandbox', () => {
  test('knows the documented test PDLs', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const validate = (pdl: string) => vendor.send('GET', `/validation/pdl/${pdl}`, { token });

    expect((await validate('12345678901234')).body).toEqual({
      valid: true,
      pdl: '12345678901234',
      address: { street: '123 Rue de Paris', postal_code: '75001', city: 'Paris' },
      meter_type: 'electronic',
    });
    for (const invalid of ['45678901234567', '1234', '1234567890123a']) {
      expect(await validate(invalid)).toMatchObject({
        status: 400,
        body: { valid: false, error: 'Invalid PDL format', message: 'PDL must be 14 digits' },
      });
    }
  });

  test('finds a PDL by address and customer name', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const address = { street: '123 Rue de Paris', postal_code: '75001', city: 'Paris' };
    const lookUp = (body: unknown) => vendor.send('POST', '/validation/pdl/lookup', { token, body });

    expect((await lookUp({ address, customer_name: 'Martin' })).body).toEqual({
      pdl: '12345678901234',
      confidence: 0.95,
      address,
      meter_type: 'electronic',
    });
    expect((await lookUp({ address, customer_name: 'Nobody' })).status).toBe(404);
    expect((await lookUp({ address })).body).toMatchObject({
      error: { code: 'INVALID_REQUEST', details: [{ field: 'customer_name', message: 'is required' }] },
    });
  });

  test('knows the documented test users', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const validate = (email: string) => vendor.send('GET', `/validation/user/${encodeURIComponent(email)}`, { token });

    expect((await validate('test.user@example.com')).body).toEqual({
      exists: true,
      user_id: 'usr_12345678',
      status: 'active',
    });
    expect((await validate('inactive.user@example.com')).body).toMatchObject({ exists: true, status: 'inactive' });
    expect(await validate('nonexistent@example.com')).toMatchObject({
      status: 404,
      body: { exists: false, message: 'User not found' },
    });
  });
});
