import { createHubClient, type HubClient } from '../support/client.js';
import { completeDossier, publishOne } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startPartner, type TestPartner, updatePartner, watchDeliveries } from '../support/partners.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { signers } from '../support/webhooks.js';

let hub: TestHub;
let north: TestPartner;
let south: TestPartner;
/** A partner's own client, at the partners' door. */
let client: HubClient;
let other: HubClient;
const receivers: Receiver[] = [];

async function partnerClient({ id }: TestPartner, scopes = ['partner:read', 'partner:webhooks']): Promise<HubClient> {
  const { createApiKey } = await hub.admin.data<{ createApiKey: { secret: string } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input: { name: 'partner', scopes, partnerId: id } },
  );
  return createHubClient(hub.url, createApiKey.secret, '/partner/graphql');
}

async function receiver(): Promise<Receiver> {
  const started = await startReceiver();
  receivers.push(started);
  return started;
}

const create =
  'mutation ($input: CreateDistributionWebhookInput!) { made: createDistributionWebhook(input: $input) { secret webhook { id active } } }';
interface Made {
  made: { secret: string; webhook: { id: string; active: boolean } };
}
const make = async (of: HubClient, input: object): Promise<Made['made']> =>
  (await of.data<Made>(create, { input: { name: 'test', events: ['delivery.succeeded'], ...input } })).made;
const refusal = async (of: HubClient, query: string, variables: Record<string, unknown>) => {
  const [error] = (await of.ask(query, variables)).errors ?? [];
  return error?.extensions?.violations ?? error?.extensions?.code;
};

/** Publishes a dossier and waits until the partner of that name has it. */
async function distribute(name: string, postalCode: string): Promise<{ id: string; reference: string }> {
  const dossier = completeDossier();
  const made = await publishOne(hub.admin, { ...dossier, site: { ...dossier.site, postalCode } });
  const watching = watchDeliveries(hub.admin, made.id);
  await watching.until(name, 'delivery.succeeded');
  watching.stop();
  return made;
}

beforeAll(async () => {
  hub = await startTestHub();
  north = await startPartner(hub.admin, 'north', { subscription: { departments: ['75'] } });
  south = await startPartner(hub.admin, 'south', { subscription: { departments: ['2B'] } });
  client = await partnerClient(north);
  other = await partnerClient(south);
}, 120_000);
afterAll(async () => {
  await hub.close();
  await Promise.all([north.sandbox.close(), south.sandbox.close(), ...receivers.map((one) => one.close())]);
});

const bodyOf = ({ body }: { body: string }) => JSON.parse(body) as { type: string; data: Record<string, unknown> };

test('a partner is told of its own deliveries and no others, in the default shape or in one of its own', async () => {
  const [plain, selecting] = [await receiver(), await receiver()];
  const { secret } = await make(client, { url: plain.url });
  await make(client, { url: selecting.url, payloadSelection: '{ kind: type delivery { status subjectReference } }' });
  await distribute('south', '20200');
  const { id, reference } = await distribute('north', '75015');

  const [[sent], [selected]] = await Promise.all([plain.until(1), selecting.until(1)]);
  if (!sent || !selected) throw new Error('nothing was received');
  expect(signers(sent, [secret])).toEqual([secret]);
  expect(bodyOf(sent)).toMatchObject({ type: 'delivery.succeeded' });
  expect(bodyOf(sent).data).toEqual({
    cursor: expect.any(String),
    message: expect.stringContaining(reference),
    interventionId: id,
    delivery: {
      id: expect.any(String),
      status: 'SUCCEEDED',
      action: 'publish-intervention',
      subjectReference: reference,
      externalId: expect.any(String),
    },
  });
  expect(bodyOf(selected).data).toEqual({
    kind: 'delivery.succeeded',
    delivery: { status: 'SUCCEEDED', subjectReference: reference },
  });
  // The dossiers went to Symphonics as well, and one to the other partner: none of that came.
  const { reference: second } = await distribute('north', '75001');
  await plain.until(2);
  expect(plain.received.map((one) => bodyOf(one).data.message)).toEqual([
    expect.stringContaining(reference),
    expect.stringContaining(second),
  ]);
});

test('it manages them with its own key: lists, changes, tries, rotates, deletes; an administrator sees them', async () => {
  const target = await receiver();
  const { webhook, secret } = await make(client, { name: 'to look after', url: target.url });
  await client.data('mutation ($id: ID!) { testDistributionWebhook(id: $id) }', webhook);
  const [tried] = await target.until(1);
  if (!tried) throw new Error('nothing was received');
  expect([bodyOf(tried).type, signers(tried, [secret])]).toEqual(['webhook.test', [secret]]);

  const rotate = 'mutation ($id: ID!) { rotated: rotateDistributionWebhookSecret(id: $id) { secret } }';
  const { rotated } = await client.data<{ rotated: { secret: string } }>(rotate, webhook);
  await client.data('mutation ($id: ID!) { testDistributionWebhook(id: $id) }', webhook);
  const [, again] = await target.until(2);
  if (!again) throw new Error('nothing was received');
  expect(signers(again, [rotated.secret, secret])).toEqual([rotated.secret, secret]);

  const change =
    'mutation ($id: ID!, $input: UpdateDistributionWebhookInput!) { updateDistributionWebhook(id: $id, input: $input) { name active } }';
  expect(await client.data(change, { id: webhook.id, input: { name: 'renamed', active: false } })).toEqual({
    updateDistributionWebhook: { name: 'renamed', active: false },
  });
  const list = '{ distributionWebhooks { nodes { id name logs { nodes { event responseStatus } } } } }';
  const { distributionWebhooks } = await client.data<{ distributionWebhooks: { nodes: object[] } }>(list);
  const logged = { event: 'webhook.test', responseStatus: 204 };
  expect(distributionWebhooks.nodes).toContainEqual({
    id: webhook.id,
    name: 'renamed',
    logs: { nodes: [logged, logged] },
  });
  expect(await hub.admin.data('query ($id: ID!) { webhook(id: $id) { name partnerId } }', webhook)).toEqual({
    webhook: { name: 'renamed', partnerId: north.id },
  });
  expect(await auditOf(webhook.id)).toEqual([
    'webhook.created',
    'webhook.tested',
    'webhook.secret-rotated',
    'webhook.tested',
    'webhook.updated',
  ]);

  await client.data('mutation ($id: ID!) { deleteDistributionWebhook(id: $id) }', webhook);
  expect(await client.data('query ($id: ID!) { distributionWebhook(id: $id) { id } }', webhook)).toEqual({
    distributionWebhook: null,
  });
});

test('only its own distribution: no other events, no other graph, no address inside, no other’s webhooks', async () => {
  const { url } = await receiver();
  const input = { name: 'test', url, events: ['delivery.*'] };
  for (const events of [
    ['*'],
    ['intervention.status'],
    ['webhook.*'],
    ['delivery.succeeded', 'circuit.*'],
    ['delivery*'],
  ])
    expect(await refusal(client, create, { input: { ...input, events } })).toEqual([
      expect.objectContaining({ field: `events.${events.length - 1}` }),
    ]);
  // What it may not name is not told apart from what is not there.
  for (const field of ['intervention { reference }', 'connector', 'nonsense']) {
    const violations = await refusal(client, create, { input: { ...input, payloadSelection: `{ ${field} }` } });
    expect(violations).toEqual([expect.objectContaining({ field: expect.stringMatching('payloadSelection') })]);
    expect(JSON.stringify(violations)).toMatch(/Cannot query field/);
    expect(JSON.stringify(violations)).not.toMatch(/syncEvent|Beneficiary/);
  }
  expect(await refusal(client, create, { input: { ...input, url: 'http://10.0.0.1/' } })).toEqual([
    expect.objectContaining({ field: expect.stringMatching('url') }),
  ]);

  const { webhook } = await make(client, { url });
  const { webhook: theirs } = await hub.admin
    .data<{ made: Made['made'] }>(
      'mutation ($input: CreateWebhookInput!) { made: createWebhook(input: $input) { secret webhook { id active } } }',
      { input: { name: 'house', url, events: ['never'] } },
    )
    .then(({ made }) => made);
  for (const [who, id] of [
    [other, webhook.id],
    [client, theirs.id],
  ] as const) {
    expect(await who.data('query ($id: ID!) { distributionWebhook(id: $id) { id } }', { id })).toEqual({
      distributionWebhook: null,
    });
    for (const mutation of [
      'deleteDistributionWebhook(id: $id)',
      'testDistributionWebhook(id: $id)',
      'rotateDistributionWebhookSecret(id: $id) { secret }',
      'updateDistributionWebhook(id: $id, input: { name: "taken" }) { id }',
    ])
      expect(await refusal(who, `mutation ($id: ID!) { ${mutation} }`, { id })).toBe('NOT_FOUND');
  }
  const reader = await partnerClient(north, ['partner:read']);
  expect(await refusal(reader, create, { input })).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  const writer = await partnerClient(north, ['partner:webhooks']);
  expect(await refusal(writer, create, { input })).toBe('FORBIDDEN');
  // An administrator may stop it, and not have it carry something else somewhere else.
  const update =
    'mutation ($id: ID!, $input: UpdateWebhookInput!) { updateWebhook(id: $id, input: $input) { active } }';
  expect(await refusal(hub.admin, update, { id: webhook.id, input: { url } })).toBe('FORBIDDEN');
  expect(await hub.admin.data(update, { id: webhook.id, input: { active: false } })).toEqual({
    updateWebhook: { active: false },
  });
});

test('they end with the distribution', async () => {
  const target = await receiver();
  const { webhook } = await make(other, { url: target.url });
  await updatePartner(hub.admin, south.id, { authorised: false });
  const read = 'query ($id: ID!) { distributionWebhook(id: $id) { active disabledReason } }';
  expect(await other.data(read, webhook)).toEqual({
    distributionWebhook: { active: false, disabledReason: expect.stringContaining('does not share') },
  });
  const activate = 'mutation ($id: ID!) { updateDistributionWebhook(id: $id, input: { active: true }) { active } }';
  expect(await refusal(other, activate, webhook)).toBe('CONFLICT');
  const override = 'mutation ($id: ID!) { updateWebhook(id: $id, input: { active: true }) { active } }';
  expect(await refusal(hub.admin, override, webhook)).toBe('CONFLICT');
  expect(await refusal(other, create, { input: { name: 'test', url: target.url, events: ['delivery.*'] } })).toBe(
    'FORBIDDEN',
  );

  await updatePartner(hub.admin, south.id, { authorised: true });
  expect(await other.data(activate, webhook)).toEqual({ updateDistributionWebhook: { active: true } });
  await hub.admin.data('mutation ($id: ID!) { deletePartner(id: $id) { id } }', { id: south.id });
  const gone = await hub.admin.data<{ webhook: { active: boolean } | null }>(
    'query ($id: ID!) { webhook(id: $id) { active } }',
    webhook,
  );
  expect(gone.webhook?.active ?? false).toBe(false);
  expect(target.received).toEqual([]);
});

test('and with the key that made them', async () => {
  const target = await receiver();
  const { createApiKey: key } = await hub.admin.data<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }',
    { input: { name: 'short-lived', scopes: ['partner:read', 'partner:webhooks'], partnerId: north.id } },
  );
  const { webhook } = await make(createHubClient(hub.url, key.secret, '/partner/graphql'), { url: target.url });
  await hub.admin.data('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', key.apiKey);
  const watching = hub.admin.watch<{ syncEvents: { type: string } }>('subscription { syncEvents { type } }');
  await watching.open;
  await distribute('north', '75015');
  await watching.until(({ syncEvents: { type } }) => type === 'webhook.disabled');
  watching.stop();
  expect(
    await client.data('query ($id: ID!) { distributionWebhook(id: $id) { active disabledReason } }', webhook),
  ).toEqual({
    distributionWebhook: { active: false, disabledReason: expect.stringContaining('short-lived') },
  });
  expect(target.received).toEqual([]);
});

/** What the audit log says was done to a webhook, oldest first. */
async function auditOf(subjectId: string): Promise<string[]> {
  const entries = await hub.database.sql<{ event: string }>(
    'select event from audit.entries where subject_id = $1 order by sequence',
    [subjectId],
  );
  return entries.map(({ event }) => event);
}
