import { useMautic } from './with-mautic.js';

const { withMautic } = useMautic();

describe('contacts of the Mautic sandbox', () => {
  test('creates a contact, and changes it when another call has its e-mail', async () => {
    const vendor = await withMautic({ now: () => Date.parse('2025-03-25T10:00:00Z') });
    const made = await vendor.send('POST', '/contacts/new', {
      firstname: 'Jeanne',
      email: 'jeanne@example.fr',
      tags: ['a'],
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        contact: {
          dateAdded: '2025-03-25T10:00:00+00:00',
          dateModified: null,
          points: 0,
          tags: [{ tag: 'a' }],
          doNotContact: [],
          fields: {
            core: { firstname: { alias: 'firstname', value: 'Jeanne' }, city: { value: null } },
            all: { email: 'jeanne@example.fr' },
          },
        },
      },
    });
    const again = {
      email: 'Jeanne@Example.fr',
      lastname: 'Martin',
      firstname: '',
      tags: ['-a', 'b'],
      unknown_field: 'x',
    };
    expect(await vendor.send('POST', '/contacts/new', again)).toMatchObject({
      status: 200,
      body: { contact: { tags: [{ tag: 'b' }], fields: { all: { firstname: 'Jeanne', lastname: 'Martin' } } } },
    });
    expect(vendor.sandbox.state().contacts).toHaveLength(1);
    expect(vendor.sandbox.state().contacts[0]?.fields).not.toHaveProperty('unknown_field');
  });

  test('edits, clears and deletes', async () => {
    const vendor = await withMautic({ customFields: ['hub_id'] });
    const id = await vendor.create({ email: 'jeanne@example.fr', city: 'Nantes', hub_id: 'c-1' });
    const edited = await vendor.send('PATCH', `/contacts/${id}/edit`, { city: '', phone: 612 });
    expect(edited.body).toMatchObject({
      contact: { fields: { all: { city: 'Nantes', phone: '612', hub_id: 'c-1' } } },
    });
    const blank = await vendor.send('PATCH', `/contacts/${id}/edit`, { city: '', overwriteWithBlank: true });
    expect(blank.body).toMatchObject({ contact: { fields: { all: { city: null } } } });
    const put = await vendor.send('PUT', `/contacts/${id}/edit`, { email: 'jeanne@example.fr' });
    expect(put).toMatchObject({ status: 200, body: { contact: { fields: { all: { phone: null } } } } });
    expect((await vendor.send('PATCH', '/contacts/1/edit', {})).status).toBe(404);
    expect((await vendor.send('PUT', '/contacts/1/edit', { email: 'new@example.fr' })).status).toBe(201);
    expect(await vendor.send('DELETE', `/contacts/${id}/delete`)).toMatchObject({ body: { contact: { id: null } } });
    expect((await vendor.send('GET', `/contacts/${id}`)).status).toBe(404);
  });

  test('lists by search, order and page; a search looks within the value', async () => {
    const vendor = await withMautic();
    const ids: number[] = [];
    for (const name of ['ann', 'joann', 'bob'])
      ids.push(await vendor.create({ firstname: name, email: `${name}@example.fr` }));
    const list = async (query: string) => {
      const { body } = await vendor.send('GET', `/contacts?${query}`);
      const { total, contacts } = body as { total: string; contacts: Record<string, { id: number }> };
      return [total, ...Object.values(contacts).map(({ id }) => ids.indexOf(id))];
    };
    expect(await list('search=email:ann@example.fr')).toEqual(['2', 0, 1]);
    expect(await list(`search=${encodeURIComponent('email:+ann@example.fr')}`)).toEqual(['1', 0]);
    expect(await list('search=!name:bob')).toEqual(['2', 0, 1]);
    expect(await list('start=1&limit=1')).toEqual(['3', 1]);
    expect(await list('where[0][col]=email&where[0][expr]=eq&where[0][val]=bob@example.fr')).toEqual(['1', 2]);
    await vendor.send('POST', `/segments/3/contact/${ids[2]}/add`);
    expect(await list('search=segment:clients')).toEqual(['1', 2]);
    expect((await vendor.send('GET', '/contacts?orderBy=nothing')).status).toBe(400);
    const body = (await vendor.send('GET', '/contacts?orderBy=email&orderByDir=desc&limit=1')).body;
    expect(Object.keys((body as { contacts: object }).contacts)).toEqual([String(ids[1])]);
  });

  test('does each entry of a batch by itself, 200 at most', async () => {
    const vendor = await withMautic();
    const batch = await vendor.send('POST', '/contacts/batch/new', [
      { email: 'a@example.fr' },
      { email: 'nonsense' },
      { email: 'A@example.fr', firstname: 'Ann' },
    ]);
    expect(batch).toMatchObject({ status: 201, body: { statusCodes: [201, 400, 200], errors: { 1: { code: 400 } } } });
    expect(Object.keys((batch.body as { contacts: object }).contacts)).toEqual(['0', '2']);
    const edited = await vendor.send('PATCH', '/contacts/batch/edit', [{ id: 1 }, { email: 'a@example.fr' }]);
    expect(edited.body).toMatchObject({ statusCodes: [404, 404], contacts: [] });
    // As the real server: an edit without an id does not look for the e-mail.
    await vendor.send('PUT', '/contacts/batch/edit', [{ email: 'a@example.fr' }]);
    expect(vendor.sandbox.state().contacts).toHaveLength(2);
    const many = Array.from({ length: 201 }, (_, index) => ({ email: `${index}@example.fr` }));
    expect((await vendor.send('POST', '/contacts/batch/new', many)).status).toBe(500);
    expect((await vendor.send('POST', '/contacts/batch/new', many.slice(1))).status).toBe(201);
    expect(vendor.sandbox.state().contacts).toHaveLength(202);
  });

  test('keeps notes, points, and who is not to be contacted', async () => {
    const vendor = await withMautic();
    const id = await vendor.create({ email: 'jeanne@example.fr' });
    expect(await vendor.send('POST', '/notes/new', { lead: id, text: 'Devis envoyé' })).toMatchObject({
      status: 201,
      body: { note: { text: 'Devis envoyé', type: 'general', lead: { id } } },
    });
    expect((await vendor.send('POST', '/notes/new', { lead: 1, text: 'x' })).status).toBe(404);
    expect((await vendor.send('GET', `/contacts/${id}/notes`)).body).toMatchObject({
      total: 1,
      notes: [{ type: 'general' }],
    });
    await vendor.send('POST', `/contacts/${id}/points/plus/20`, {});
    await vendor.send('POST', `/contacts/${id}/points/minus/5`);
    const stopped = await vendor.send('POST', `/contacts/${id}/dnc/email/add`, { reason: 1, comments: 'asked' });
    expect(stopped.body).toMatchObject({ contact: { points: 15, doNotContact: [{ channel: 'email', reason: 1 }] } });
    const stats = await vendor.send(
      'GET',
      `/stats/lead_donotcontact?where[0][col]=lead_id&where[0][expr]=eq&where[0][val]=${id}`,
    );
    expect(stats.body).toMatchObject({ total: 1, stats: [{ lead_id: String(id), reason: '1', comments: 'asked' }] });
    await vendor.send('POST', `/contacts/${id}/dnc/email/remove`);
    const activity = await vendor.send('GET', `/contacts/${id}/activity?filters[excludeEvents][]=lead.create`);
    expect((activity.body as { events: { event: string }[] }).events.map(({ event }) => event)).toEqual([
      'lead.donotcontact',
      'point.gained',
      'point.gained',
      'lead.identified',
    ]);
    expect(vendor.sandbox.state().contacts[0]).toMatchObject({
      points: 15,
      doNotContact: [],
      notes: [{ text: 'Devis envoyé' }],
    });
  });
});
