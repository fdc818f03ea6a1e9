import { createHmac } from 'node:crypto';
import { useMautic } from './with-mautic.js';

const { withMautic, withReceiver } = useMautic();

const typesOf = (received: { body: string }[]) => received.map(({ body }) => Object.keys(JSON.parse(body) as object));

describe('webhooks of the Mautic sandbox', () => {
  test('tells of each change at once, signed over the raw body', async () => {
    const hook = await withReceiver();
    const vendor = await withMautic({ webhookUrl: hook.url, webhookSecret: 'a-key', webhooks: 'before-answer' });
    const id = await vendor.create({ email: 'jeanne@example.fr', firstname: 'Éléonore' });
    await vendor.send('PATCH', `/contacts/${id}/edit`, { city: 'Nîmes' });
    await vendor.send('POST', `/campaigns/2/contact/${id}/add`);
    await vendor.send('POST', `/contacts/${id}/points/plus/5`);
    await vendor.send('POST', `/contacts/${id}/dnc/email/add`, { reason: 1 });
    await vendor.send('POST', `/contacts/${id}/dnc/email/add`, { reason: 1 });
    await vendor.send('DELETE', `/contacts/${id}/delete`);
    expect(typesOf(hook.received)).toEqual([
      ['mautic.lead_post_save_new'],
      ['mautic.lead_post_save_update'],
      ['mautic.email_on_send'],
      ['mautic.lead_points_change'],
      ['mautic.lead_channel_subscription_changed'],
      ['mautic.lead_post_delete'],
    ]);
    for (const { headers, body } of hook.received) {
      expect(headers['webhook-signature']).toBe(createHmac('sha256', 'a-key').update(body).digest('base64'));
    }
    const payload = (index: number) => JSON.parse(hook.received[index]?.body ?? '') as Record<string, object[]>;
    expect(payload(1)['mautic.lead_post_save_update']).toMatchObject([
      { contact: { id, fields: { core: { city: { value: 'Nîmes' } } } }, timestamp: expect.any(String) },
    ]);
    expect(payload(4)['mautic.lead_channel_subscription_changed']).toMatchObject([
      { contact: { id }, channel: 'email', old_status: 'contactable', new_status: 'unsubscribed' },
    ]);
    expect(payload(5)['mautic.lead_post_delete']).toMatchObject([{ id, contact: { id: null } }]);
  });

  test('gathers queued events by type, ten a request, and forgets them whatever is answered', async () => {
    const hook = await withReceiver();
    hook.answer({ status: 503 });
    const vendor = await withMautic({ webhookUrl: hook.url, webhookQueue: true });
    for (let index = 0; index < 6; index += 1) await vendor.create({ email: `${index}@example.fr` });
    const id = vendor.sandbox.state().contacts[0]?.id ?? 0;
    for (let index = 0; index < 5; index += 1) await vendor.send('PATCH', `/contacts/${id}/edit`, { points: index });
    expect(hook.received).toEqual([]);
    expect(vendor.sandbox.state().queued).toHaveLength(11);
    const sent = await vendor.sandbox.sendEvent({ event: 'webhooks.process' });
    expect(sent.map(({ events, answers }) => [events, answers[0]?.status])).toEqual([
      [['mautic.lead_post_save_new', 'mautic.lead_post_save_update'], 503],
      [['mautic.lead_post_save_update'], 503],
    ]);
    const lists = JSON.parse(hook.received[0]?.body ?? '') as Record<string, object[]>;
    expect(Object.values(lists).map(({ length }) => length)).toEqual([6, 4]);
    expect(vendor.sandbox.state().queued).toEqual([]);
    expect(await vendor.sandbox.sendEvent({ event: 'webhooks.process' })).toEqual([]);
  });

  test('loses, doubles and forges on demand', async () => {
    const hook = await withReceiver();
    const vendor = await withMautic({ webhookUrl: hook.url, webhooks: 'lost' });
    const contact_id = await vendor.create({ email: 'jeanne@example.fr' });
    const withdraw = {
      event: 'mautic.lead_channel_subscription_changed',
      contact_id,
      new_status: 'unsubscribed',
    } as const;
    const [forged] = await vendor.sandbox.sendEvent({ ...withdraw, secret: 'another' });
    expect(forged).toMatchObject({ events: [withdraw.event], sent: null });
    expect(vendor.sandbox.state().contacts[0]).toMatchObject({ doNotContact: [] });
    const [lost] = await vendor.sandbox.sendEvent(withdraw);
    expect(vendor.sandbox.state().contacts[0]).toMatchObject({ doNotContact: [{ reason: 1 }] });
    expect(hook.received).toEqual([]);

    vendor.sandbox.configure({ webhooks: 'sent', webhookCopies: 2 });
    await vendor.sandbox.sendEvent({ event: 'webhook.resend', id: lost?.id ?? 0 });
    await vendor.sandbox.sendEvent({
      event: 'mautic.lead_post_save_update',
      contact_id,
      fields: { email: 'j@example.fr' },
    });
    expect(typesOf(hook.received).flat()).toEqual([
      withdraw.event,
      withdraw.event,
      'mautic.lead_post_save_update',
      'mautic.lead_post_save_update',
    ]);
    const unknown = await vendor.plain('POST', '/__control/events', { body: { ...withdraw, contact_id: 1 } });
    expect(unknown).toMatchObject({ status: 404, body: { error: 'Item was not found.' } });
  });
});
