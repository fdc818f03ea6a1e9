import { createHmac } from 'node:crypto';
import { useDocuseal } from './with-docuseal.js';

const { withDocuseal, withReceiver } = useDocuseal();

const at = Date.parse('2025-03-25T10:00:00Z');
const signature = (secret: string, body: string, seconds = at / 1000) =>
  `${seconds}.${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
const namesOf = (received: { body: string }[]) =>
  received.map(({ body }) => (JSON.parse(body) as { event_type: string }).event_type);

describe('webhooks of the DocuSeal sandbox', () => {
  test('tells of every step, signed over time and body', async () => {
    const hook = await withReceiver();
    const vendor = await withDocuseal({ now: () => at, webhookUrl: hook.url, webhookSecret: 'whsec_abc' });
    const [client] = await vendor.create();
    const submission_id = client?.submission_id ?? 0;
    await hook.until(1);
    await vendor.sandbox.sendEvent({ event: 'form.viewed', submission_id });
    await vendor.sandbox.sendEvent({ event: 'form.started', submission_id });
    const sent = await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id });
    expect(sent.map(({ events, answers }) => [events, answers[0]?.status])).toEqual([
      [['form.completed'], 204],
      [['submission.completed'], 204],
    ]);
    await vendor.send('DELETE', `/submissions/${submission_id}`);
    const received = await hook.until(6);
    expect(namesOf(received)).toEqual([
      'submission.created',
      'form.viewed',
      'form.started',
      'form.completed',
      'submission.completed',
      'submission.archived',
    ]);
    for (const { headers, body } of received) {
      expect(headers['x-docuseal-signature']).toBe(signature('whsec_abc', body));
    }
    expect(JSON.parse(received[3]?.body ?? '')).toMatchObject({
      timestamp: '2025-03-25T10:00:00.000Z',
      data: { id: client?.id, external_id: 'quote-1', status: 'completed', submission: { id: submission_id } },
    });
  });

  test('has the old names, and a secret header that takes the place of the signature', async () => {
    const hook = await withReceiver();
    const vendor = await withDocuseal({ webhookUrl: hook.url, oldEventNames: true, webhookSecret: null });
    const secretHeader = { name: 'X-Our-Secret', value: 'shared' };
    vendor.sandbox.configure({ secretHeader, webhooks: 'before-answer' });
    const [client] = await vendor.create();
    await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id: client?.submission_id ?? 0 });
    const [other] = await vendor.create();
    await vendor.sandbox.sendEvent({ event: 'form.declined', submission_id: other?.submission_id ?? 0 });
    expect(namesOf(hook.received)).toEqual([
      'submission.created',
      'signer.signed',
      'submission.completed',
      'submission.created',
      'submission.declined',
    ]);
    expect(hook.received[0]?.headers).toMatchObject({ 'x-our-secret': 'shared' });
    expect(hook.received[0]?.headers).not.toHaveProperty('x-docuseal-signature');
    vendor.sandbox.configure({
      webhookSecret: 'whsec_abc',
      secretHeader: { name: 'X-Docuseal-Signature', value: 'plain' },
    });
    await vendor.create();
    expect(hook.received.at(-1)?.headers['x-docuseal-signature']).toBe('plain');
  });

  test('loses webhooks, sends them later, and sends copies', async () => {
    const hook = await withReceiver();
    const vendor = await withDocuseal({ now: () => at, webhookUrl: hook.url, webhooks: 'lost' });
    const [client] = await vendor.create();
    const submission_id = client?.submission_id ?? 0;
    const [lost] = await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id });
    expect(lost).toMatchObject({ events: ['form.completed'], sent: null, answers: [] });
    expect((await vendor.send('GET', `/submissions/${submission_id}`)).body).toMatchObject({ status: 'completed' });
    expect(hook.received).toEqual([]);

    hook.answer({ status: 500 });
    const [late] = await vendor.sandbox.sendEvent({ event: 'webhook.resend', id: lost?.id ?? 0, repeat: 3 });
    expect(late?.answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(new Set(hook.received.map(({ body }) => body))).toEqual(new Set([lost?.body]));
    expect(vendor.sandbox.state().webhooks.map(({ events, answers }) => [...events, answers.length])).toEqual([
      ['submission.created', 0],
      ['form.completed', 3],
      ['submission.completed', 0],
    ]);
    vendor.sandbox.configure({ webhooks: 'before-answer', webhookCopies: 2 });
    await vendor.create();
    expect(namesOf(hook.received.slice(3))).toEqual(['submission.created', 'submission.created']);
  });

  test('sends forged and old ones on demand, which change nothing when forged', async () => {
    const hook = await withReceiver();
    const vendor = await withDocuseal({ now: () => at, webhookSecret: 'whsec_abc' });
    const [client] = await vendor.create();
    const submission_id = client?.submission_id ?? 0;
    vendor.sandbox.configure({ webhookUrl: hook.url });
    await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id, secret: 'whsec_other' });
    expect(hook.received[0]?.headers['x-docuseal-signature']).toBe(
      signature('whsec_other', hook.received[0]?.body ?? ''),
    );
    expect(namesOf(hook.received)).toEqual(['form.completed', 'submission.completed']);
    expect(vendor.sandbox.state().submissions[0]).toMatchObject({ status: 'pending' });
    await vendor.sandbox.sendEvent({ event: 'form.viewed', submission_id, timestamp: 1_000 });
    expect(hook.received[2]?.headers['x-docuseal-signature']).toBe(
      signature('whsec_abc', hook.received[2]?.body ?? '', 1_000),
    );
    const remote = { webhookUrl: 'https://example.com/' };
    expect((await vendor.send('PUT', '/__control/settings', { body: remote })).status).toBe(400);
  });
});
