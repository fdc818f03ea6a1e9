import { useDocuseal } from './with-docuseal.js';

const { withDocuseal } = useDocuseal();

const parties = [
  { role: 'Client', email: 'jeanne@example.fr', name: 'Jeanne Martin' },
  { role: 'Installer', email: 'pose@example.fr' },
];

describe('signing in the DocuSeal sandbox', () => {
  test('goes from sent to opened to completed, one party after the other', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z');
    const vendor = await withDocuseal({ now: () => now });
    const [client, installer] = await vendor.create({ template_id: 3, submitters: parties });
    const submission_id = client?.submission_id ?? 0;
    expect([client?.status, installer?.status]).toEqual(['sent', 'awaiting']);
    await expect(
      vendor.sandbox.sendEvent({ event: 'form.completed', submitter_id: installer?.id ?? 0 }),
    ).rejects.toThrow('Another party signs before this one');

    now += 60_000;
    await vendor.sandbox.sendEvent({ event: 'form.viewed', submission_id });
    await vendor.sandbox.sendEvent({ event: 'form.started', submission_id });
    const opened = await vendor.send('GET', `/submitters/${client?.id}`);
    expect(opened.body).toMatchObject({ status: 'opened', opened_at: '2025-03-25T10:01:00.000Z' });
    await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id });
    const half = await vendor.send('GET', `/submissions/${submission_id}`);
    expect(half.body).toMatchObject({
      status: 'pending',
      completed_at: null,
      audit_log_url: null,
      submitters: [
        { status: 'completed', values: [{ field: 'Name', value: 'Jeanne Martin' }, {}] },
        { status: 'sent' },
      ],
    });

    now += 60_000;
    await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id });
    const whole = await vendor.send('GET', `/submissions/${submission_id}`);
    expect(whole.body).toMatchObject({ status: 'completed', completed_at: '2025-03-25T10:02:00.000Z' });
    const events = (whole.body as { submission_events: { event_type: string }[] }).submission_events;
    expect(events.map(({ event_type }) => event_type)).toEqual([
      'send_email',
      'view_form',
      'start_form',
      'complete_form',
      'send_email',
      'complete_form',
    ]);
    await expect(vendor.sandbox.sendEvent({ event: 'form.declined', submission_id })).rejects.toThrow('completed');
  });

  test('keeps why a party declined, and has nobody sign after it', async () => {
    const vendor = await withDocuseal();
    const [client] = await vendor.create({ template_id: 3, submitters: parties });
    const submission_id = client?.submission_id ?? 0;
    await vendor.sandbox.sendEvent({ event: 'form.declined', submission_id, reason: 'Trop cher' });
    expect((await vendor.send('GET', `/submissions/${submission_id}`)).body).toMatchObject({ status: 'declined' });
    expect(vendor.sandbox.state().submissions[0]?.submitters[0]).toMatchObject({ decline_reason: 'Trop cher' });
    const told = await vendor.send('POST', '/__control/events', { body: { event: 'form.completed', submission_id } });
    expect(told).toMatchObject({ status: 422, body: { error: 'Submission is declined' } });
  });

  test('expires by the clock, and when told to', async () => {
    let now = Date.parse('2025-03-25T10:00:00Z');
    const vendor = await withDocuseal({ now: () => now });
    const [timed] = await vendor.create({ expire_at: '2025-03-26 10:00:00 UTC' });
    const [told] = await vendor.create();
    const statuses = async () => {
      const { body } = await vendor.send('GET', '/submissions');
      return (body as { data: { status: string }[] }).data.map(({ status }) => status);
    };
    await vendor.sandbox.sendEvent({ event: 'submission.expired', submission_id: told?.submission_id ?? 0 });
    expect(await statuses()).toEqual(['expired', 'pending']);
    now += 24 * 3600_000;
    expect(await statuses()).toEqual(['expired', 'expired']);
    await expect(vendor.sandbox.sendEvent({ event: 'form.completed', submitter_id: timed?.id ?? 0 })).rejects.toThrow(
      'Submission is expired',
    );
  });

  test('sends the request again until it is signed, and signs for a party when the API says so', async () => {
    const vendor = await withDocuseal();
    const [client] = await vendor.create();
    const update = (body: object) => vendor.send('PUT', `/submitters/${client?.id}`, { body });
    expect(await update({ send_email: true, email: 'new@example.fr' })).toMatchObject({
      status: 200,
      body: { email: 'new@example.fr', status: 'sent', embed_src: client?.embed_src },
    });
    expect(vendor.sandbox.state().submissions[0]?.submitters[0]?.emails_sent).toBe(2);
    expect(await update({ completed: true })).toMatchObject({ body: { status: 'completed' } });
    expect(await update({ send_email: true })).toMatchObject({
      status: 422,
      body: { error: 'Submitter has already completed the submission' },
    });
    expect(await vendor.create({ submitters: [{ completed: true }] })).toMatchObject([{ status: 'completed' }]);
  });

  test('has the box of the terms ticked, or refuses', async () => {
    const vendor = await withDocuseal();
    const [client] = await vendor.create({ template_id: 2 });
    const submission_id = client?.submission_id ?? 0;
    const sign = (accepted: boolean) =>
      vendor.sandbox.sendEvent({ event: 'form.completed', submission_id, values: { 'Terms accepted': accepted } });
    await expect(sign(false)).rejects.toThrow('Terms accepted is required');
    await sign(true);
    expect(vendor.sandbox.state().submissions[0]?.submitters[0]?.values[0]).toEqual({
      field: 'Terms accepted',
      value: true,
    });
  });
});
