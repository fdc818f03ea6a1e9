import { createHubClient, type HubClient } from '../support/client.js';
import { beginning, completeDossier, publishOne } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { requiredFields, startPartner, type TestPartner, watchDeliveries } from '../support/partners.js';
import { readUntil } from '../support/read-until.js';

let hub: TestHub;
let north: TestPartner;
let south: TestPartner;
const clients: HubClient[] = [];

/** A client with a key of a partner's, at the partners' door unless told otherwise. */
async function partnerClient({ id }: TestPartner, scopes = ['partner:read'], path = '/partner/graphql') {
  const { createApiKey } = await hub.admin.data<{ createApiKey: { secret: string } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input: { name: 'partner', scopes, partnerId: id } },
  );
  const client = createHubClient(hub.url, createApiKey.secret, path);
  clients.push(client);
  return client;
}

const at = (postalCode: string) => ({ ...completeDossier(), site: { ...completeDossier().site, postalCode } });
const dossiers: Record<'paris' | 'bastia', { id: string; reference: string }> = {
  paris: { id: '', reference: '' },
  bastia: { id: '', reference: '' },
};

beforeAll(async () => {
  hub = await startTestHub();
  const allowedFields = [...requiredFields];
  north = await startPartner(hub.admin, 'north', { subscription: { departments: ['75'] }, allowedFields });
  south = await startPartner(hub.admin, 'south', { subscription: { departments: ['2B'] } });
  for (const [place, code, name] of [
    ['paris', '75015', 'north'],
    ['bastia', '20200', 'south'],
  ] as const) {
    dossiers[place] = await publishOne(hub.admin, at(code));
    const watching = watchDeliveries(hub.admin, dossiers[place].id);
    await watching.until(name, 'delivery.succeeded');
    watching.stop();
  }
}, 120_000);
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await hub.close();
  await Promise.all([north.sandbox.close(), south.sandbox.close()]);
});

const everything = `{
  distribution { id name authorised active allowedFields terms { departments statuses } }
  distributedInterventions { totalCount nodes { id reference externalId dossier } pageInfo { hasNextPage } }
  distributedDeliveries { totalCount nodes { action subjectReference status } }
}`;

test('a partner sees what is distributed to it, with its fields alone', async () => {
  const client = await partnerClient(north);
  const { errors, data } = await client.ask(everything);
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    distribution: { id: north.id, name: 'north', authorised: true, allowedFields: requiredFields },
    distributedInterventions: { totalCount: 1, nodes: [{ reference: dossiers.paris.reference }] },
    distributedDeliveries: { totalCount: 1, nodes: [{ action: 'publish-intervention', status: 'SUCCEEDED' }] },
  });
  const text = JSON.stringify(data);
  expect(text).toContain('75015');
  // Not among the fields that are allowed: photos, the installer, serial numbers; nor the other's dossier.
  for (const secret of ['before_1.jpg', 'Jean Dupont', 'TH2023456789', dossiers.bastia.reference, south.id])
    expect(text).not.toContain(secret);
  const one = 'query ($id: ID!) { distributedIntervention(id: $id) { reference } }';
  expect(await client.data(one, { id: dossiers.bastia.id })).toEqual({ distributedIntervention: null });
  expect(await client.data(one, { id: dossiers.paris.id })).toEqual({
    distributedIntervention: { reference: dossiers.paris.reference },
  });
});

test('its events come in order from where it left, live, and no other’s', async () => {
  const client = await partnerClient(north);
  const query = `subscription ($after: String) { distributionEvents(after: $after) {
    cursor type interventionId delivery { subjectReference } } }`;
  interface Event {
    distributionEvents: { cursor: string; type: string; interventionId: string };
  }
  const first = client.watch<Event>(query, { after: beginning });
  const isDone = ({ distributionEvents: { type } }: Event) => type === 'delivery.succeeded';
  const { distributionEvents: done } = await first.until(isDone);
  first.stop();
  expect(new Set(first.received.map(({ distributionEvents: { interventionId } }) => interventionId))).toEqual(
    new Set([dossiers.paris.id]),
  );
  const resumed = client.watch<Event>(query, { after: done.cursor });
  await resumed.open;
  const another = await publishOne(hub.admin, at('75001'));
  const live = await resumed.until(isDone);
  expect(live.distributionEvents.interventionId).toBe(another.id);
  expect(resumed.received.every(({ distributionEvents: { interventionId } }) => interventionId === another.id)).toBe(
    true,
  );
  resumed.stop();

  const response = await fetch(`${hub.url}/partner/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${client.key}`,
    },
    body: JSON.stringify({ query, variables: { after: beginning } }),
  });
  const received = await readUntil(response, (text) => text.includes('delivery.succeeded'));
  expect(received).toContain(dossiers.paris.reference);
  expect(received).not.toContain(dossiers.bastia.reference);
});

test('the rest of the graph cannot be named there, nor is it suggested', async () => {
  const client = await partnerClient(north);
  const { __schema } = await client.data<{ __schema: { types: { name: string }[] } }>(
    '{ __schema { types { name } } }',
  );
  const names = new Set(__schema.types.map(({ name }) => name).filter((name) => !name.startsWith('__')));
  const whole = Object.keys(hub.assembly.supergraph.current.apiSchema.getTypeMap());
  const hidden = whole.filter((name) => !names.has(name) && !name.startsWith('__'));
  expect(names).toContain('DistributedIntervention');
  expect(hidden.length).toBeGreaterThan(80);
  for (const query of [
    '{ interventions { nodes { id } } }',
    '{ deliverie { totalCount } }',
    '{ distributedIntervention(id: "x") { quotes { id } beneficiar } }',
    '{ distribution { ... on Partner { id } ... on Intervention { id } } }',
    'mutation { createApiKey { secret } }',
    'subscription { syncEvents { cursor } }',
    'query ($input: CreateInterventionInput) { distribution { id } }',
    '{ __type(name: "Intervention") { name fields { name } } }',
  ]) {
    const { data, errors = [] } = await client.ask(query);
    expect(data ?? null).toEqual(query.startsWith('{ __type') ? { __type: null } : null);
    const told = errors.map(({ message }) => message).join(' ');
    for (const name of hidden) if (!query.includes(name)) expect(told).not.toMatch(new RegExp(`"${name}"`));
    expect(told).not.toMatch(/Did you mean "(deliveries|interventions|syncEvent|beneficiary)"/);
  }
  const page = await fetch(`${hub.url}/partner/graphql`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('data-path="/partner/graphql"');
});

test('a partner’s key opens no other door, whatever its scopes', async () => {
  const scopes = ['partner:read', 'integrations:read', 'interventions:read', 'billing:read', 'webhooks:admin'];
  const client = await partnerClient(north, scopes, '/graphql');
  expect(await client.ask('{ deliveries { totalCount } }')).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  expect((await client.rest('GET', '/api/integrations/health')).status).toBe(403);
  const ended = client.watch('subscription { syncEvents { cursor } }').ended;
  await expect(ended).rejects.toMatchObject({ code: 4403 });
  const caller = {
    organizationId: '00000000-0000-7000-8000-000000000001',
    actor: { kind: 'api-key' as const, id: 'key', name: 'partner' },
    scopes,
    partnerId: north.id,
  };
  const { integrations, interventions } = hub.assembly.subgraphServices;
  for (const [service, query] of [
    [integrations, '{ deliveries { totalCount } }'],
    [integrations, '{ webhooks { totalCount } }'],
    [integrations, '{ partners { totalCount } }'],
    [interventions, '{ interventions { totalCount } }'],
    [
      interventions,
      `{ _entities(representations: [{ __typename: "Intervention", id: "${dossiers.paris.id}" }]) { ... on Intervention { reference } } }`,
    ],
  ] as const) {
    const { errors } = await service.execute({ query }, { caller, requestId: 'test' });
    expect({ query, code: errors?.[0]?.extensions?.code }).toEqual({ query, code: 'FORBIDDEN' });
  }
});

test('nobody else has a partner’s view, and a partner no longer authorised sees no dossier', async () => {
  const admin = createHubClient(hub.url, hub.admin.key, '/partner/graphql');
  clients.push(admin);
  expect((await admin.ask('{ distribution { name } }')).errors).toMatchObject([
    { extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', requiredPolicies: [['partner']] } },
  ]);
  const client = await partnerClient(south);
  expect(await client.data('{ distributedInterventions { totalCount } }')).toMatchObject({
    distributedInterventions: { totalCount: 1 },
  });
  await hub.admin.data('mutation ($id: ID!) { updatePartner(id: $id, input: { authorised: false }) { id } }', {
    id: south.id,
  });
  const { data, errors } = await client.ask(everything);
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(await client.data('{ distribution { authorised } }')).toEqual({ distribution: { authorised: false } });
});
