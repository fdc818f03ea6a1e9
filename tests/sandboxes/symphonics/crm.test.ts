import { dossier } from './dossier.js';
import { useSymphonics } from './with-symphonics.js';

const withSymphonics = useSymphonics();

const path = '/crm/interventions';

describe('the CRM of the Symphonics sandbox', () => {
  test('creates, shows and updates an intervention as documented', async () => {
    let now = Date.parse('2025-03-25T11:35:00.250Z');
    const vendor = await withSymphonics({ now: () => now });
    const token = await vendor.authenticate();

    const created = await vendor.send('POST', path, { token, body: dossier() });
    const id = vendor.sandbox.state().interventions[0]?.id;
    expect(id).toMatch(/^sym_\d{8}$/);
    const head = { id, external_id: 'int_12345678' };
    expect(created).toMatchObject({ status: 201 });
    expect(created.body).toEqual({ ...head, status: 'created', created_at: '2025-03-25T11:35:00Z' });

    now += 300_000;
    const times = { created_at: '2025-03-25T11:35:00Z', updated_at: '2025-03-25T11:35:00Z' };
    const next_steps = [{ type: 'verification', status: 'pending', estimated_completion: '2025-03-26T11:35:00Z' }];
    const first = await vendor.send('GET', `${path}/${id}`, { token });
    expect(first.body).toEqual({ ...head, ...times, status: 'created', next_steps });
    const second = await vendor.send('GET', `${path}/${id}`, { token });
    const processing = { ...head, ...times, status: 'processing', updated_at: '2025-03-25T11:40:00Z', next_steps };
    expect(second.body).toEqual(processing);
    expect((await vendor.send('GET', `${path}?external_id=int_12345678`, { token })).body).toEqual({
      data: [processing],
    });

    now += 60_000;
    const proof = { type: 'additional_proof', name: 'Preuve', url: 'https://app.example.com/proof.pdf' };
    const updated = await vendor.send('PATCH', `${path}/${id}`, { token, body: { documents: [proof] } });
    expect(updated.status).toBe(200);
    expect(updated.body).toEqual({ ...head, status: 'updated', updated_at: '2025-03-25T11:41:00Z' });
    const { documents, ...rest } = dossier();
    expect(vendor.sandbox.state().interventions[0]?.payload).toEqual({ ...rest, documents: [...documents, proof] });
  });

  test('takes an external_id once', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();

    const both = await Promise.all([1, 2].map(() => vendor.send('POST', path, { token, body: dossier() })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ error: { code: 'CONFLICT' } });
    expect(vendor.sandbox.state().interventions).toHaveLength(1);
  });

  test('names every wrong field with 422, and what is missing with 400', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const create = (body: unknown) => vendor.send('POST', path, { token, body });
    const fieldsOf = ({ body }: { body: unknown }) =>
      (body as { error: { details: { field: string }[] } }).error.details.map(({ field }) => field);

    const good = dossier();
    const wrong = await create({
      ...good,
      customer: { ...good.customer, email: 'nobody' },
      installation: { ...good.installation, pdl: '123', pce: 'GI12' },
      equipment: [{ ...good.equipment[0], serialNumber: 'TH1' }],
      photos: [{ ...good.photos[0], coordinates: { latitude: 91, longitude: 0 } }],
    });
    expect(wrong).toMatchObject({ status: 422, body: { error: { code: 'VALIDATION_ERROR' } } });
    expect(fieldsOf(wrong)).toEqual([
      'customer.email',
      'installation.pdl',
      'installation.pce',
      'equipment.0.serialNumber',
      'photos.0.coordinates.latitude',
    ]);
    const { city: _city, ...installation } = good.installation;
    const incomplete = await create({ ...good, installation, services: undefined });
    expect(incomplete).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
    expect(fieldsOf(incomplete)).toEqual(['installation.city', 'services']);

    for (const body of ['{"customer":', '', '[]', undefined]) {
      expect(await create(body)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } });
    }
    const { pce: _pce, ...electricOnly } = good.installation;
    const [{ coordinates: _coordinates, ...photo } = {}] = good.photos;
    const { status } = await create({ ...good, installation: electricOnly, photos: [photo] });
    expect(status).toBe(201);
  });

  test('has no search once the undocumented one is switched off', async () => {
    const vendor = await withSymphonics();
    const token = await vendor.authenticate();
    const search = () => vendor.send('GET', `${path}?external_id=none`, { token });

    expect(await search()).toMatchObject({ status: 200, body: { data: [] } });
    const settings = { lookupByExternalId: false };
    const changed = await vendor.send('PUT', '/__control/settings', { body: settings });
    expect(changed.body).toEqual({ expiresIn: 3600, perMinute: 100, perDay: 5000, lookupByExternalId: false });
    expect(await search()).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect((await vendor.send('GET', `${path}/sym_00000000`, { token })).status).toBe(404);
  });
});
