import { useMautic } from './with-mautic.js';

const { withMautic } = useMautic();

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const grant = 'grant_type=client_credentials&client_id=sandbox-client&client_secret=';

describe('access to the Mautic sandbox', () => {
  test('takes a live token, and the user where that is turned on', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z');
    const vendor = await withMautic({ now: () => now, expiresIn: 60 });
    const token = (secret: string) => vendor.plain('POST', '/oauth/v2/token', { headers: form, body: grant + secret });
    expect(await token('wrong')).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
    const given = await token('sandbox-client-secret');
    expect(given).toMatchObject({ status: 200, body: { token_type: 'bearer', expires_in: 60, scope: null } });
    const { access_token } = given.body as { access_token: string };
    const ask = () => vendor.plain('GET', '/api/contacts', { token: access_token });
    expect(await ask()).toMatchObject({
      status: 200,
      headers: { 'mautic-version': expect.any(String) },
      body: { total: '0', contacts: [] },
    });
    now += 60_000;
    expect(await ask()).toMatchObject({ status: 401, body: { errors: [{ code: 401, type: 'invalid_grant' }] } });

    expect((await vendor.send('GET', '/contacts')).status).toBe(200);
    vendor.sandbox.configure({ basicAuth: false });
    expect((await vendor.send('GET', '/contacts')).status).toBe(401);
    expect((await vendor.plain('GET', '/api/contacts')).status).toBe(401);
    expect(vendor.sandbox.state().tokensIssued).toBe(1);
  });

  test('answers errors in its format, or in the older one', async () => {
    const vendor = await withMautic();
    expect(await vendor.send('POST', '/contacts/new', { email: 'jeanne' })).toMatchObject({ status: 400 });
    expect((await vendor.send('POST', '/contacts/new', { email: 'jeanne' })).body).toEqual({
      errors: [
        {
          code: 400,
          message: 'email: This value is not a valid email address.',
          details: { email: ['This value is not a valid email address.'] },
          type: null,
        },
      ],
    });
    const missing = { code: 404, message: 'Item was not found.' };
    expect((await vendor.send('GET', '/contacts/1')).body).toEqual({
      errors: [{ ...missing, details: [], type: null }],
    });
    vendor.sandbox.configure({ errorFormat: 'error' });
    expect((await vendor.send('GET', '/contacts/1')).body).toEqual({ error: missing });
    expect((await vendor.plain('GET', '/api/contacts')).body).toMatchObject({ error: 'invalid_grant' });
  });
});
