import { call } from '../client.js';
import { useDocuseal } from './with-docuseal.js';

const { withDocuseal } = useDocuseal();

describe('access to the DocuSeal sandbox', () => {
  test('takes its key and answers any other with the documented error', async () => {
    const vendor = await withDocuseal({ apiKey: 'the-key' });
    const ask = (headers: Record<string, string>) => call('GET', `${vendor.sandbox.url}/templates`, { headers });

    expect(await ask({ 'x-auth-token': 'the-key' })).toMatchObject({ status: 200 });
    const refused = { status: 401, body: { error: 'Not authenticated' } };
    expect(await ask({ 'x-auth-token': 'another' })).toMatchObject(refused);
    expect(await ask({})).toMatchObject(refused);

    vendor.sandbox.faults.add({ fault: { kind: 'expire-tokens' } });
    expect(await ask({ 'x-auth-token': 'the-key' })).toMatchObject(refused);
    expect(await ask({ 'x-auth-token': 'the-key' })).toMatchObject(refused);
    vendor.sandbox.reset();
    expect(await ask({ 'x-auth-token': 'the-key' })).toMatchObject({ status: 200 });
  });

  test('names what is wrong in its own error format', async () => {
    const vendor = await withDocuseal();
    const create = (body: object) => vendor.send('POST', '/submissions', { body });
    const submitters = [{ email: 'jeanne@example.fr' }];

    expect(await create({ submitters })).toMatchObject({ status: 422, body: { error: 'template_id is required' } });
    expect(await create({ template_id: 99, submitters })).toMatchObject({ status: 404 });
    const wrong = [
      [{ submitters: [] }, 'submitters must not be empty'],
      [{ submitters: [{ email: 'jeanne' }] }, 'submitters.0.email must follow the email format'],
      [{ submitters: [{ role: 'Notary' }] }, 'role must be one of Client in submitters'],
      [{ submitters: [{ values: { Nmae: 'x' } }] }, 'Unknown field: Nmae'],
      [{ submitters, expires_at: '2030-01-01' }, 'expires_at is not a known field'],
    ] as const;
    for (const [body, error] of wrong) {
      expect(await create({ template_id: 1, ...body })).toMatchObject({ status: 422, body: { error } });
    }
    expect(vendor.sandbox.state().submissions).toEqual([]);
    vendor.sandbox.faults.add({ fault: { kind: 'status', status: 429, retryAfter: 2 } });
    expect(await create({ template_id: 1, submitters })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '2' },
      body: { error: 'Too Many Requests' },
    });
  });
});
