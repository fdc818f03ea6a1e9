import { useMautic } from './with-mautic.js';

const { withMautic } = useMautic();

describe('segments and campaigns of the Mautic sandbox', () => {
  test('has those of the requirements, and an id of another is not found', async () => {
    const vendor = await withMautic();
    expect((await vendor.send('GET', '/segments')).body).toMatchObject({
      total: 5,
      lists: { 5: { alias: 'overdue-payments' } },
    });
    expect((await vendor.send('GET', '/campaigns/4')).body).toMatchObject({
      campaign: { id: 4, alias: 'welcome-new-client' },
    });
    expect((await vendor.send('GET', '/segments/6')).status).toBe(404);
    expect((await vendor.send('POST', '/campaigns/6/contact/1/add')).status).toBe(404);
    expect((await vendor.send('POST', '/campaigns/1/contact/1/add')).status).toBe(404);
  });

  test('counts who is in a segment', async () => {
    const vendor = await withMautic();
    const id = await vendor.create({ email: 'jeanne@example.fr' });
    expect((await vendor.send('POST', '/segments/1/contacts/add', { ids: [id, 7] })).body).toEqual({
      success: 1,
      details: { [id]: { success: true }, 7: { success: false } },
    });
    expect((await vendor.send('POST', `/segments/3/contact/${id}/add`)).body).toEqual({ success: 1 });
    await vendor.send('POST', `/segments/1/contact/${id}/remove`);
    expect((await vendor.send('GET', `/contacts/${id}/segments`)).body).toEqual({
      total: 1,
      segments: { 3: { id: 3, name: 'Clients', alias: 'clients' } },
    });
    expect(vendor.sandbox.state().contacts[0]?.segments).toEqual([3]);
    const rows = await vendor.send('GET', '/stats/lead_lists_leads?order[0][col]=leadlist_id&order[0][dir]=desc');
    expect(rows.body).toMatchObject({
      stats: [{ leadlist_id: '3', manually_removed: '0' }, { manually_removed: '1' }],
    });
    expect((await vendor.send('GET', '/stats/users')).status).toBe(404);
  });

  test('sends the e-mail of a campaign once a round, and none without consent', async () => {
    const vendor = await withMautic();
    const [jeanne, paul] = [
      await vendor.create({ email: 'j@example.fr' }),
      await vendor.create({ email: 'p@example.fr' }),
    ];
    await vendor.send('POST', `/contacts/${paul}/dnc/email/add`, {});
    const add = (campaign: number, contact: number) =>
      vendor.send('POST', `/campaigns/${campaign}/contact/${contact}/add`);
    for (const contact of [jeanne, jeanne, paul]) expect((await add(1, contact)).body).toEqual({ success: 1 });
    const emailsOf = () => vendor.sandbox.state().contacts.map(({ emails }) => emails.length);
    expect(emailsOf()).toEqual([1, 0]);
    await vendor.send('POST', `/campaigns/1/contact/${jeanne}/remove`);
    expect((await vendor.send('GET', `/contacts/${jeanne}/campaigns`)).body).toEqual({ total: 0, campaigns: [] });
    await add(1, jeanne);
    expect(emailsOf()).toEqual([2, 0]);
    expect((await vendor.send('GET', '/campaigns/1/contacts')).body).toMatchObject({
      total: '2',
      contacts: [
        { campaign_id: '1', lead_id: String(jeanne), rotation: '2', manually_removed: '0' },
        { lead_id: String(paul) },
      ],
    });
    await vendor.sandbox.sendEvent({ event: 'mautic.email_on_open', contact_id: jeanne });
    expect(
      (await vendor.send('GET', '/stats/email_stats?where[0][col]=is_read&where[0][expr]=eq&where[0][val]=1')).body,
    ).toMatchObject({ total: 1 });
    await expect(vendor.sandbox.sendEvent({ event: 'mautic.email_on_open', contact_id: paul })).rejects.toThrow(
      'No e-mail',
    );
  });
});
