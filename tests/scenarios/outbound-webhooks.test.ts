import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completeDossier, createIntervention, publishOne } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { append, createWebhook, messagesOf, signers } from '../support/webhooks.js';

let hub: TestHub;
let receiver: Receiver;
const receivers: Receiver[] = [];
beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub.close());
beforeEach(async () => {
  receiver = await startReceiver();
  receivers.push(receiver);
});
afterEach(async () => {
  const { webhooks } = await hub.admin.data<{ webhooks: { nodes: { id: string }[] } }>('{ webhooks { nodes { id } } }');
  for (const { id } of webhooks.nodes) await hub.admin.data('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id });
  await Promise.all(receivers.splice(0).map((one) => one.close()));
});

const bodyOf = ({ body }: { body: string }) =>
  JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown>; errors?: unknown };

test('a sync event is sent, signed and in the documented shape, to those who ask for its type', async () => {
  const other = await startReceiver();
  receivers.push(other);
  const { secret } = await createWebhook(hub.admin, { url: receiver.url, events: ['delivery.succeeded'] });
  await createWebhook(hub.admin, { url: other.url, events: ['invoice.*', 'marker'] });
  const { id, reference } = await publishOne(hub.admin);
  await append(hub, 'marker');

  const [sent] = await receiver.until(1);
  const [marker] = await other.until(1);
  if (!sent || !marker) throw new Error('nothing was received');
  expect(signers(sent, [secret, 'whsec_AAAA'])).toEqual([secret]);
  expect(Math.abs(Number(sent.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
  expect(sent.headers['content-type']).toBe('application/json');
  expect(bodyOf(sent)).toEqual({
    type: 'delivery.succeeded',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    data: {
      cursor: expect.any(String),
      message: expect.stringContaining(reference),
      connector: 'symphonics',
      interventionId: id,
      reference,
      delivery: {
        id: expect.any(String),
        status: 'SUCCEEDED',
        connector: 'symphonics',
        action: 'publish-intervention',
        externalId: expect.any(String),
      },
    },
  });
  expect(bodyOf(marker).type).toBe('marker');
  expect(receiver.received).toHaveLength(1);
  expect(other.received).toHaveLength(1);
});

test('after a rotation both secrets sign, and neither is ever shown again, stored readable or logged', async () => {
  const { webhook, secret: first } = await createWebhook(hub.admin, { url: receiver.url, events: ['rotated'] });
  const { rotateWebhookSecret: renewed } = await hub.admin.data<{
    rotateWebhookSecret: { secret: string; webhook: { previousSecretUntil: string } };
  }>('mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret webhook { previousSecretUntil } } }', webhook);
  const hours = (Date.parse(renewed.webhook.previousSecretUntil) - Date.now()) / 3_600_000;
  expect(hours).toBeCloseTo(24, 1);
  await append(hub, 'rotated');
  const [sent] = await receiver.until(1);
  if (!sent) throw new Error('nothing was received');
  expect(signers(sent, [first, renewed.secret])).toEqual([first, renewed.secret]);

  const rest = await hub.admin.rest('GET', '/api/v1/webhooks');
  const tables = await hub.database.sql<{ name: string }>(
    "select table_schema || '.' || table_name as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')",
  );
  const stored = await Promise.all(tables.map(({ name }) => hub.database.sql(`select t::text from ${name} t`)));
  const seen = JSON.stringify([rest.body, stored, hub.logs(), hub.statements]);
  expect(seen).toContain(webhook.id);
  for (const secret of [first, renewed.secret]) expect(seen).not.toContain(secret.replace('whsec_', ''));
});

test('a payload may be a selection on the graph, read with the rights of whoever set it', async () => {
  const payloadSelection = '{ kind: type intervention { reference beneficiary { email } } }';
  const partner = await hub.client({ scopes: ['webhooks:admin', 'integrations:read'] });
  const other = await startReceiver();
  receivers.push(other);
  const mine = await createWebhook(hub.admin, { url: receiver.url, events: ['intervention.status'], payloadSelection });
  await createWebhook(partner, { url: other.url, events: ['intervention.status'], payloadSelection });
  const { reference } = await createIntervention(hub.admin);

  const [[full], [partial]] = await Promise.all([receiver.until(1), other.until(1)]);
  if (!full || !partial) throw new Error('nothing was received');
  const { email } = completeDossier().beneficiary;
  expect(bodyOf(full).data).toEqual({
    kind: 'intervention.status',
    intervention: { reference, beneficiary: { email } },
  });
  expect(partial.body).not.toContain(email);
  expect(bodyOf(partial)).toMatchObject({
    type: 'intervention.status',
    errors: [{ code: 'UNAUTHORIZED_FIELD_OR_TYPE' }],
  });

  // Who redirects another's webhook sends with their own rights from then on.
  const change = 'mutation ($id: ID!, $input: UpdateWebhookInput!) { updateWebhook(id: $id, input: $input) { id } }';
  await partner.data(change, { id: mine.webhook.id, input: { url: `${receiver.url}/redirected` } });
  await createIntervention(hub.admin);
  const [, redirected] = await receiver.until(2);
  expect(redirected?.path).toBe('/hook/redirected');
  expect(redirected?.body).not.toContain(email);
});

test.each([
  ['{ nothing }', 'does not fit the graph'],
  ['{ type } deliveries { totalCount }', 'is no selection set'],
  ['{ type } query B { deliveries { totalCount } }', 'is no selection set'],
  ['query A { type }', 'is no selection set'],
  ['{ type }} { deliveries { totalCount } }', 'is no selection set'],
  ['{ ...F } fragment F on SyncEvent { type }', 'is no selection set'],
  ['{ intervention { id: reference } }', 'does not fit the graph'],
  [`{ ${'type '.repeat(1_000)}}`, 'must not be longer'],
])('the selection %# is refused by its field', async (payloadSelection, reason) => {
  const input = { name: 'x', url: receiver.url, events: ['*'], payloadSelection };
  const query = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret } }';
  const { errors } = await hub.admin.ask(query, { input });
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'INVALID_INPUT',
    violations: [{ field: 'payloadSelection', message: expect.stringContaining(reason) }],
  });
});

test('every wrong field is named at once', async () => {
  const input = { name: ' ', url: 'http://10.0.0.1/', events: ['*', 'Not A Type', '*.x'] };
  const { status, body } = await hub.admin.rest('POST', '/api/v1/webhooks', json(input));
  expect(status).toBe(422);
  const fields = (body.violations as { field: string }[]).map(({ field }) => field);
  expect(fields).toEqual(['name', 'events.1', 'events.2', 'url']);
});

const json = (body: unknown) => ({
  body: JSON.stringify(body),
  headers: { authorization: `Bearer ${hub.admin.key}`, 'content-type': 'application/json' },
});

test('the REST routes do all of it', async () => {
  const input = { name: 'rest', url: receiver.url, events: ['never'] };
  const made = await hub.admin.rest('POST', '/api/v1/webhooks', json(input));
  expect(made).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whsec_/), webhook: input } });
  const { id } = made.body.webhook as { id: string };
  const path = `/api/v1/webhooks/${id}`;

  expect(await hub.admin.rest('GET', '/api/v1/webhooks?first=5')).toMatchObject({
    status: 200,
    body: { webhooks: [{ id, ...input }], totalCount: 1 },
  });
  expect(await hub.admin.rest('PUT', path, json({ name: 'renamed' }))).toMatchObject({
    status: 200,
    body: { webhook: { ...input, name: 'renamed', active: true } },
  });
  expect(await hub.admin.rest('PUT', path, json([1]))).toMatchObject({ status: 400 });
  expect(await hub.admin.rest('PUT', path, json({ secret: 'mine' }))).toMatchObject({ status: 400 });

  receiver.answer({ status: 200, body: 'x'.repeat(10_000) });
  const test = await hub.admin.rest('POST', `${path}/test`);
  expect(test).toMatchObject({ status: 202, body: { message: { type: 'webhook.test' } } });
  const [sent] = await receiver.until(1);
  expect(bodyOf(sent ?? { body: '{}' })).toMatchObject({ type: 'webhook.test', data: { webhookId: id } });
  const logs = await settled(path);
  expect(logs[0]).toMatchObject({ event: 'webhook.test', number: 1, responseStatus: 200, error: null });
  expect(logs[0]?.responseBody).toHaveLength(4_096);

  expect(await hub.admin.rest('DELETE', path)).toEqual({ status: 204, body: {} });
  expect(await hub.admin.rest('DELETE', path)).toMatchObject({ status: 404 });
  expect(await hub.admin.rest('GET', `${path}/logs`)).toMatchObject({ status: 404 });
});

/** The logs of a webhook once there are any: the receiver knows of an attempt a moment before the hub has it written down. */
const settled = (path: string) =>
  eventually(async () => {
    const { body } = await hub.admin.rest('GET', `${path}/logs`);
    const logs = body.logs as Record<string, string>[];
    return logs.length > 0 && logs;
  }, 'an attempt in the logs');

test('a receiver that only redirects is not followed', async () => {
  const target = await startReceiver();
  receivers.push(target);
  receiver.answer({ status: 307, headers: { location: target.url } });
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url, events: ['never'] });
  await hub.admin.data('mutation ($id: ID!) { testWebhook(id: $id) { id } }', webhook);
  const [log] = await settled(`/api/v1/webhooks/${webhook.id}`);
  expect(log).toMatchObject({ responseStatus: 307, error: 'It answered 307; redirects are not followed.' });
  expect((await messagesOf(hub.admin, webhook.id))[0]).toMatchObject({ status: 'FAILED', nextAttemptAt: null });
  expect(target.connections()).toBe(0);
});

test('an answer that never ends keeps no worker: its beginning is enough', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200);
    response.write('y'.repeat(8_192));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { webhook } = await createWebhook(hub.admin, { url, events: ['never'] });
  await hub.admin.data('mutation ($id: ID!) { testWebhook(id: $id) { id } }', webhook);
  const [log] = await settled(`/api/v1/webhooks/${webhook.id}`);
  expect(log).toMatchObject({ responseStatus: 200, error: null });
  expect(Number(log?.durationMs)).toBeLessThan(5_000);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('the webhooks of an organization are nobody else’s, and need their own scope', async () => {
  const { webhook } = await createWebhook(hub.admin, { url: receiver.url, events: ['*'] });
  const stranger = await hub.client({ organization: 'elsewhere' });
  const calls = [
    'mutation ($id: ID!) { deleteWebhook(id: $id) }',
    'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }',
    'mutation ($id: ID!) { testWebhook(id: $id) { id } }',
    'mutation ($id: ID!) { updateWebhook(id: $id, input: { name: "x" }) { id } }',
    'mutation ($id: ID!) { recoverWebhook(id: $id, since: "2026-01-01T00:00:00Z") { events } }',
    'mutation ($id: ID!) { retryWebhookMessage(id: $id) { id } }',
  ];
  for (const call of calls) {
    expect((await stranger.ask(call, webhook)).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  }
  expect(await stranger.data('query ($id: ID!) { webhook(id: $id) { id } webhooks { totalCount } }', webhook)).toEqual({
    webhook: null,
    webhooks: { totalCount: 0 },
  });
  const { id } = await createIntervention(stranger);
  await append(hub, 'ours');
  const [sent] = await receiver.until(1);
  expect(bodyOf(sent ?? { body: '{}' }).type).toBe('ours');
  expect(receiver.received.map(({ body }) => body).join()).not.toContain(id);

  const reader = await hub.client({ scopes: ['integrations:read', 'integrations:write', 'connections:admin'] });
  for (const call of ['query ($id: ID!) { webhook(id: $id) { id } }', ...calls]) {
    expect((await reader.ask(call, webhook)).errors?.[0]?.extensions?.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  }
});

test('an organization without webhooks pays nothing for them', async () => {
  const jobsOf = async () => {
    const [row] = await hub.database.sql("select count(*)::int as count from jobs.job where name = 'fan-out-webhooks'");
    return Number(row?.count);
  };
  const before = await jobsOf();
  await append(hub, 'nobody listens');
  expect(await jobsOf()).toBe(before);
  await createWebhook(hub.admin, { url: receiver.url, events: ['never'] });
  await append(hub, 'somebody listens');
  expect(await jobsOf()).toBe(before + 1);
});
