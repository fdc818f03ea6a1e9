import { useSymphonics } from './with-symphonics.js';

const withSymphonics = useSymphonics();

describe('access to the Symphonics sandbox', () => {
  test('gives a token for the right credentials and the documented error for wrong ones', async () => {
    const vendor = await withSymphonics({ expiresIn: 120 });

    const given = await vendor.credentials('sandbox-secret');
    expect(given).toMatchObject({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/),
        token_type: 'Bearer',
        expires_in: 120,
      },
    });
    const refused = await vendor.credentials('wrong');
    expect(refused.status).toBe(401);
    expect(refused.body).toEqual({
      error: {
        code: 'UNAUTHORIZED',
        message: expect.any(String),
        request_id: refused.headers['x-request-id'],
      },
    });
    expect(refused.headers['x-request-id']).toMatch(/^req_[0-9a-f]{12}$/);
    expect(vendor.sandbox.state().tokensIssued).toBe(1);
  });

  test('refuses no token and an expired one, by its own clock', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z');
    const vendor = await withSymphonics({ now: () => now });
    const token = await vendor.authenticate();

    expect((await vendor.send('GET', '/validation/pdl/12345678901234')).status).toBe(401);
    now += 3599_000;
    expect((await vendor.send('GET', '/validation/pdl/12345678901234', { token })).status).toBe(200);
    now += 1_000;
    expect((await vendor.send('GET', '/validation/pdl/12345678901234', { token })).status).toBe(401);
  });

  test('counts requests by the minute and the day, and says when to come back', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z');
    const vendor = await withSymphonics({ now: () => now, perMinute: 2, perDay: 3 });
    const token = await vendor.authenticate();
    const ask = () => vendor.send('GET', '/validation/pdl/12345678901234', { token });

    const reset = String(now / 1000 + 60);
    const limits = { 'x-ratelimit-limit': '2', 'x-ratelimit-reset': reset };
    expect(await ask()).toMatchObject({ status: 200, headers: { ...limits, 'x-ratelimit-remaining': '1' } });
    expect(await ask()).toMatchObject({ status: 200, headers: { ...limits, 'x-ratelimit-remaining': '0' } });
    now += 15_500;
    expect(await ask()).toMatchObject({
      status: 429,
      headers: { ...limits, 'x-ratelimit-remaining': '0', 'retry-after': '45' },
      body: { error: { code: 'RATE_LIMITED' } },
    });

    now += 45_000;
    expect((await ask()).status).toBe(200);
    const dayIsFull = await ask();
    expect(dayIsFull.status).toBe(429);
    expect(dayIsFull.headers['retry-after']).toBe(String(24 * 3600 - 60));
  });
});
