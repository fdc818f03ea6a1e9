import { checkWebhookSelections } from '../../subgraphs/integrations/outbound-webhooks/jobs/check-selections.js';
import { pruneWebhooks } from '../../subgraphs/integrations/outbound-webhooks/jobs/prune-webhooks.js';
import { sweepWebhooks } from '../../subgraphs/integrations/outbound-webhooks/jobs/sweep-webhooks.js';
import { retryWaitMs, retryWaitsMs } from '../../subgraphs/integrations/outbound-webhooks/sending/retry-schedule.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { append, createWebhook, messagesOf, runWebhookJobs } from '../support/webhooks.js';

const hour = 3_600_000;
let offset = 0;
const now = () => new Date(Date.now() + offset);

let hub: TestHub;
let receiver: Receiver;
beforeAll(async () => {
  hub = await startTestHub({ workers: false, now });
}, 60_000);
afterAll(() => hub.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  const { webhooks } = await hub.admin.data<{ webhooks: { nodes: { id: string }[] } }>('{ webhooks { nodes { id } } }');
  for (const { id } of webhooks.nodes) await hub.admin.data('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id });
  await receiver.close();
});

interface WebhookData {
  active: boolean;
  disabledReason: string | null;
  failureSince: string | null;
  failureCount: number;
}

const webhookOf = async (id: string) => {
  const query = 'query ($id: ID!) { webhook(id: $id) { active disabledReason failureSince failureCount } }';
  return (await hub.admin.data<{ webhook: WebhookData }>(query, { id })).webhook;
};
const typesSince = async (sequence: number) =>
  (await hub.database.sql('select type from integrations.sync_events order by id offset $1', [sequence])).map(
    ({ type }) => type,
  );
const lastSequence = async () => {
  const [row] = await hub.database.sql('select count(*)::int as last from integrations.sync_events');
  return Number(row?.last);
};

test('eight attempts over about 28 hours, twenty per cent either way', () => {
  const hours = (random: number) =>
    retryWaitsMs.reduce((sum, _wait, index) => sum + (retryWaitMs(index + 1, random) ?? 0), 0) / hour;
  expect(retryWaitsMs).toHaveLength(7);
  expect(hours(0.5)).toBeCloseTo(27.58, 1);
  expect(hours(0) / hours(0.5)).toBeCloseTo(0.8, 3);
  expect(hours(1) / hours(0.5)).toBeCloseTo(1.2, 3);
  expect(retryWaitMs(8)).toBeNull();
});

test('a message is tried at its times, under one id and with one text, then given up, and sent again by hand', async () => {
  receiver.answer({ status: 503, body: 'not now' });
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url });
  const began = now().getTime();
  await append(hub, 'tick');
  await runWebhookJobs(hub);
  for (let attempts = 1; attempts < 8; attempts += 1) {
    const [message] = await messagesOf(hub.admin, webhook.id);
    expect(message).toMatchObject({ status: 'RETRYING', attemptsMade: attempts, lastError: 'It answered 503.' });
    await runWebhookJobs(hub);
    expect(receiver.received).toHaveLength(attempts);
    offset = Date.parse(message?.nextAttemptAt ?? '') - Date.now() + 100;
    await runWebhookJobs(hub);
    expect(receiver.received).toHaveLength(attempts + 1);
  }
  const [failed] = await messagesOf(hub.admin, webhook.id);
  expect(failed).toMatchObject({ status: 'FAILED', attemptsMade: 8, nextAttemptAt: null });
  const hours = (now().getTime() - began) / hour;
  expect(hours).toBeGreaterThan(22);
  expect(hours).toBeLessThan(33.2);
  const sent = receiver.received;
  expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
  expect(new Set(sent.map(({ headers }) => headers['webhook-signature'])).size).toBe(8);
  expect(await webhookOf(webhook.id)).toMatchObject({
    active: true,
    failureCount: 8,
    failureSince: expect.any(String),
  });

  receiver.answer({ status: 200 });
  await hub.admin.data('mutation ($id: ID!) { retryWebhookMessage(id: $id) { id } }', { id: failed?.id });
  await runWebhookJobs(hub);
  expect((await messagesOf(hub.admin, webhook.id))[0]).toMatchObject({ status: 'SUCCEEDED', attemptsMade: 9 });
  expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(sent[0]?.headers['webhook-id']);
  expect(await webhookOf(webhook.id)).toMatchObject({ failureCount: 0, failureSince: null });
});

test('410 disables at once, with an event that others hear of', async () => {
  const other = await startReceiver();
  const { webhook } = await createWebhook(hub.admin, { name: 'gone', url: receiver.url, events: ['tick'] });
  await createWebhook(hub.admin, { url: other.url, events: ['webhook.*'] });
  receiver.answer({ status: 410 });
  await append(hub, 'tick');
  await runWebhookJobs(hub);
  expect(await webhookOf(webhook.id)).toMatchObject({
    active: false,
    disabledReason: 'its receiver answered 410 Gone',
  });
  expect((await messagesOf(hub.admin, webhook.id))[0]).toMatchObject({ status: 'FAILED', attemptsMade: 1 });
  expect(JSON.parse(other.received[0]?.body ?? '{}')).toMatchObject({
    type: 'webhook.disabled',
    data: { message: 'The webhook gone was disabled: its receiver answered 410 Gone' },
  });
  await other.close();
});

test('dead for six days: disabled with one alert; active again and recovered since the first loss, nothing is missing', async () => {
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url, events: ['beat'] });
  const before = await lastSequence();
  receiver.answer({ status: 500 });
  let disabledAfter = 0;
  let firstLoss = '';
  for (let step = 0; step < 24; step += 1) {
    await append(hub, 'beat');
    await append(hub, 'of no interest');
    await runWebhookJobs(hub);
    const state = await webhookOf(webhook.id);
    firstLoss ||= state.failureSince ?? '';
    if (state.active) disabledAfter = step + 1;
    offset += 6 * hour;
  }
  expect(disabledAfter).toBe(20);
  expect(await webhookOf(webhook.id)).toMatchObject({
    active: false,
    disabledReason: 'its receiver has failed for five days',
  });
  expect((await typesSince(before)).filter((type) => type === 'webhook.disabled')).toHaveLength(1);

  const recover = 'mutation ($id: ID!, $since: DateTime!) { recoverWebhook(id: $id, since: $since) { events } }';
  const early = await hub.admin.ask(recover, { id: webhook.id, since: firstLoss });
  expect(early.errors?.[0]?.extensions?.code).toBe('CONFLICT');
  const change = 'mutation ($id: ID!) { updateWebhook(id: $id, input: { active: true }) { active disabledReason } }';
  expect(await hub.admin.data(change, { id: webhook.id })).toEqual({
    updateWebhook: { active: true, disabledReason: null },
  });
  receiver.answer({ status: 204 });
  const failures = receiver.received.length;
  const since = new Date(Date.parse(firstLoss) - 60_000).toISOString();
  const { recoverWebhook } = await hub.admin.data<{ recoverWebhook: { events: number } }>(recover, {
    id: webhook.id,
    since,
  });
  expect(recoverWebhook.events).toBeGreaterThan(20);
  // What was still waiting for its next attempt goes out at its own time.
  offset += 12 * hour;
  await runWebhookJobs(hub);
  const cursors = receiver.received.slice(failures).map(({ body }) => JSON.parse(body).data.cursor as string);
  expect(cursors).toHaveLength(24);
  expect(new Set(cursors).size).toBe(24);
  expect((await messagesOf(hub.admin, webhook.id)).map(({ status }) => status)).toEqual(Array(24).fill('SUCCEEDED'));
  expect(await hub.admin.data(recover, { id: webhook.id, since })).toEqual({ recoverWebhook: { events: 0 } });

  const tooOld = new Date(now().getTime() - 15 * 24 * hour).toISOString();
  const refused = await hub.admin.ask(recover, { id: webhook.id, since: tooOld });
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field: 'since' }] });
}, 60_000);

test('a message whose worker died is sent again under its id, and not while the worker may live', async () => {
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url, events: ['tick'] });
  await append(hub, 'tick');
  await runWebhookJobs(hub);
  const lease = (at: Date) =>
    hub.database.sql(
      `update integrations.webhook_messages set status = 'SENDING', lease_id = gen_random_uuid(), lease_until = $2 where webhook_id = $1`,
      [webhook.id, at],
    );
  const sweep = async () => {
    await sweepWebhooks.handle({}, hub.assembly.services, new AbortController().signal);
    await runWebhookJobs(hub);
  };
  await lease(new Date(now().getTime() + 20_000));
  await sweep();
  expect(receiver.received).toHaveLength(1);
  await lease(new Date(now().getTime() - 61_000));
  await sweep();
  expect(receiver.received).toHaveLength(2);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect((await messagesOf(hub.admin, webhook.id))[0]).toMatchObject({ status: 'SUCCEEDED' });
});

test('a selection that the graph has no longer disables, says why, and sends nothing', async () => {
  const { webhook } = await createWebhook(hub.admin, {
    url: receiver.url,
    events: ['tick'],
    payloadSelection: '{ type }',
  });
  await hub.database.sql(`update integrations.webhooks set payload_selection = '{ type gone }' where id = $1`, [
    webhook.id,
  ]);
  await append(hub, 'tick');
  await runWebhookJobs(hub);
  const state = await webhookOf(webhook.id);
  expect(state).toMatchObject({ active: false, failureCount: 0 });
  expect(state.disabledReason).toMatch(/^its payload selection does not fit the graph: Cannot query field "gone"/);
  expect(receiver.connections()).toBe(0);
});

test('and is found by the clock before any event is', async () => {
  const input = { url: receiver.url, events: ['never'], payloadSelection: '{ type }' };
  const [{ webhook: broken }, { webhook: whole }] = [
    await createWebhook(hub.admin, input),
    await createWebhook(hub.admin, input),
  ];
  await hub.database.sql(`update integrations.webhooks set payload_selection = '{ gone }' where id = $1`, [broken.id]);
  const before = await lastSequence();
  const check = () => checkWebhookSelections.handle({}, hub.assembly.services, new AbortController().signal);
  await check();
  await check();
  expect(await webhookOf(broken.id)).toMatchObject({
    active: false,
    disabledReason: expect.stringContaining('"gone"'),
  });
  expect(await webhookOf(whole.id)).toMatchObject({ active: true });
  expect(await typesSince(before)).toEqual(['webhook.disabled']);
});

test('what was settled a month ago is forgotten with its logs, and nothing else', async () => {
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url, events: ['tick'] });
  await append(hub, 'tick');
  await runWebhookJobs(hub);
  receiver.answer({ status: 500 });
  await append(hub, 'tick');
  await runWebhookJobs(hub);
  const prune = () => pruneWebhooks.handle({}, hub.assembly.services, new AbortController().signal);
  await prune();
  expect(await messagesOf(hub.admin, webhook.id)).toHaveLength(2);
  await hub.database.sql("update integrations.webhook_messages set updated_at = updated_at - interval '31 days'");
  await prune();
  expect((await messagesOf(hub.admin, webhook.id)).map(({ status }) => status)).toEqual(['RETRYING']);
  const logs = await hub.database.sql('select * from integrations.webhook_attempts where webhook_id = $1', [
    webhook.id,
  ]);
  expect(logs).toHaveLength(1);
});

test('what the hub itself could not do is seen and tried again, and never counts against the receiver', async () => {
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url, events: ['tick'] });
  const store = (box: string) =>
    hub.database.sql(
      `with old as (select id, secret from integrations.webhooks where id = $1)
       update integrations.webhooks w set secret = jsonb_set(w.secret, '{box}', to_jsonb($2::text)) from old
       where w.id = old.id returning old.secret->>'box' as box`,
      [webhook.id, box],
    );
  const [sealed] = await store('altered');
  await append(hub, 'tick');
  await runWebhookJobs(hub);
  expect((await messagesOf(hub.admin, webhook.id))[0]).toMatchObject({
    status: 'RETRYING',
    lastError: expect.stringContaining('altered or moved'),
  });
  expect(await webhookOf(webhook.id)).toMatchObject({ active: true, failureCount: 0, failureSince: null });
  expect(receiver.connections()).toBe(0);
  await store(String(sealed?.box));
  offset += 10_000;
  await runWebhookJobs(hub);
  expect((await messagesOf(hub.admin, webhook.id))[0]).toMatchObject({ status: 'SUCCEEDED', attemptsMade: 2 });
});

test('an event is one message however often it is fanned out', async () => {
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url, events: ['tick'] });
  await append(hub, 'tick');
  await hub.database.sql(
    "insert into jobs.job (name, data) select name, data from jobs.job where name = 'fan-out-webhooks' and state = 'created'",
  );
  await runWebhookJobs(hub);
  expect(await messagesOf(hub.admin, webhook.id)).toHaveLength(1);
  expect(receiver.received).toHaveLength(1);
});
