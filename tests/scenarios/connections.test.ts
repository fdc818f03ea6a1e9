import { connect, goodCredentials, onlyConnection } from '../support/connections.js';
import { signedDossier } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { postWebhook, statusUpdate } from '../support/symphonics-webhooks.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.close());

const path = '/api/v1/integrations';
const rest = async (who: { key: string }, method: string, at: string, body?: object) => {
  const headers = { authorization: `Bearer ${who.key}`, 'content-type': 'application/json' };
  const init =
    body === undefined
      ? { headers: { authorization: headers.authorization } }
      : { headers, body: JSON.stringify(body) };
  const response = await fetch(`${hub.url}${at}`, { method, ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : {} };
};
const input = (changes: object = {}) => ({
  connector: 'symphonics',
  name: 'second',
  baseUrl: hub.sandbox.url,
  credentials: { ...goodCredentials, clientSecret: 'a secret that nobody reads back' },
  ...changes,
});

test('over REST a connection is made, listed, changed and deleted, and its credentials are never read back', async () => {
  const client = await hub.client({ organization: 'crud' });
  const made = await rest(client, 'POST', path, input());
  expect(made.status).toBe(201);
  const { id } = made.body.integration;
  expect(made.headers.get('location')).toBe(`${path}/${id}`);
  const changed = await rest(client, 'PUT', `${path}/${id}`, { name: 'renamed', active: false });
  expect(changed.body.integration).toMatchObject({ id, name: 'renamed', active: false, baseUrl: hub.sandbox.url });
  const one = await rest(client, 'GET', `${path}/${id}`);
  expect(one.body.integration).toMatchObject({ id, name: 'renamed', lastSyncAt: null, lastSyncStatus: null });
  await connect(client, { name: 'other', baseUrl: hub.sandbox.url });
  const paused = await rest(client, 'GET', `${path}?active=false`);
  expect(paused.body).toMatchObject({ integrations: [{ id }], totalCount: 1 });
  expect((await rest(client, 'GET', `${path}?text=OTH`)).body.integrations).toMatchObject([{ name: 'other' }]);
  const page = await rest(client, 'GET', `${path}?first=1`);
  expect(page.body).toMatchObject({ integrations: [{ id }], totalCount: 2, pageInfo: { hasNextPage: true } });
  expect((await rest(client, 'DELETE', `${path}/${id}`)).status).toBe(204);
  for (const [method, at] of [
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['GET', '/logs'],
    ['POST', '/sync'],
    ['POST', '/test'],
  ] as const) {
    const gone = await rest(client, method, `${path}/${id}${at}`, method === 'PUT' ? { name: 'x' } : undefined);
    expect({ at, status: gone.status, code: gone.body.code }).toEqual({ at, status: 404, code: 'NOT_FOUND' });
  }
  for (const { text } of [made, changed, one, paused]) expect(text).not.toContain('nobody reads back');
  const rows = await hub.database.sql('select credentials::text from integrations.connections');
  expect(JSON.stringify(rows)).not.toContain('nobody reads back');
});

test('a name is taken once for each connector, is free again after a deletion, and ten who want it at once make one', async () => {
  const client = await hub.client({ organization: 'names' });
  const create = 'mutation ($input: ConnectionInput!) { createConnection(input: $input) { id } }';
  const answers = await Promise.all(Array.from({ length: 10 }, () => client.ask(create, { input: input() })));
  const made = answers.flatMap(({ data }) => (data?.createConnection ? [data.createConnection as { id: string }] : []));
  expect(made).toHaveLength(1);
  const refusals = answers.flatMap(({ errors }) => errors ?? []);
  expect(refusals).toHaveLength(9);
  for (const { extensions } of refusals) expect(extensions).toMatchObject({ code: 'CONFLICT', field: 'name' });
  const other = await connect(client, { name: 'other', baseUrl: hub.sandbox.url });
  const rename = 'mutation ($id: ID!) { updateConnection(id: $id, input: { name: "second" }) { id } }';
  expect((await client.ask(rename, { id: other })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
  await client.data('mutation ($id: ID!) { deleteConnection(id: $id) }', { id: made[0]?.id });
  await client.data(rename, { id: other });
});

test('one with deliveries waiting is kept, and says how many; by force they are cancelled, and the history stays', async () => {
  const client = await hub.client({ organization: 'waiting' });
  const id = await connect(client, { baseUrl: hub.sandbox.url });
  await client.data('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id });
  const dossiers = [await signedDossier(client), await signedDossier(client)];
  for (const { watching } of dossiers) await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.blocked');
  const refused = await rest(client, 'DELETE', `${path}/${id}`);
  expect(refused.body).toMatchObject({ status: 409, code: 'DELIVERIES_WAITING', waiting: 2 });
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect((await rest(client, 'DELETE', `${path}/${id}?force=true`)).status).toBe(204);
  for (const { watching } of dossiers) {
    await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.cancelled');
    watching.stop();
  }
  const query = '{ deliveries { nodes { id status connection { id name deletedAt } } } }';
  const { deliveries } = await client.data<{ deliveries: { nodes: { id: string }[] } }>(query);
  expect(deliveries.nodes).toMatchObject(
    dossiers.map(() => ({ status: 'CANCELLED', connection: { id, name: 'default', deletedAt: expect.any(String) } })),
  );
  const retry = await client.ask('mutation ($id: ID!) { retryDelivery(id: $id) { id } }', {
    id: deliveries.nodes[0]?.id,
  });
  expect(retry.errors?.[0]).toMatchObject({
    message: expect.stringMatching(/deleted/),
    extensions: { code: 'CONFLICT' },
  });
  expect(await client.data('{ integrationHealth { connectionId } }')).toEqual({ integrationHealth: [] });
  // Nothing of its secrets is left, and its webhooks are nobody's.
  expect(await postWebhook(hub, statusUpdate({}), { path: `/${id}` })).toMatchObject({ status: 401 });
  expect(hub.sandbox.state().interventions).toEqual([]);
});

const broken: [string, object, string, RegExp][] = [
  ['no name', { name: ' ' }, 'name', /1 to 255/],
  ['a long name', { name: 'x'.repeat(256) }, 'name', /1 to 255/],
  ['plain http elsewhere', { baseUrl: 'http://203.0.113.7' }, 'baseUrl', /https/],
  ['no address', { baseUrl: 'symphonics' }, 'baseUrl', /https URL/],
  ['a file', { baseUrl: 'file:///etc/passwd' }, 'baseUrl', /https URL/],
  ['a password in it', { baseUrl: 'https://a:b@203.0.113.7' }, 'baseUrl', /credentials/],
  ['a query in it', { baseUrl: 'https://203.0.113.7/?a=1' }, 'baseUrl', /query/],
  ['an inner address', { baseUrl: 'https://10.0.0.1' }, 'baseUrl', /public address/],
  ['credentials that lack one', { credentials: { clientId: 'x' } }, 'credentials.clientSecret', /./],
  ['credentials that are none', { credentials: 'x' }, 'credentials', /./],
  [
    'a limit of nothing',
    { limits: [{ window: 'minute', requests: 0, windowMs: 10 }] },
    'limits.0.requests',
    /at least 1/,
  ],
];

test.each(broken)('%s: refused, naming the field and the rule', async (_, changes, field, rule) => {
  const { status, body } = await rest(hub.admin, 'POST', path, input(changes));
  expect({ status, code: body.code }).toEqual({ status: 422, code: 'INVALID_INPUT' });
  expect(body.violations).toContainEqual({ field, message: expect.stringMatching(rule) });
  const id = await onlyConnection(hub.admin);
  const update =
    'mutation ($id: ID!, $input: UpdateConnectionInput!) { updateConnection(id: $id, input: $input) { id } }';
  const { errors } = await hub.admin.ask(update, { id, input: changes });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT' });
  expect(errors?.[0]?.extensions?.violations).toContainEqual({ field, message: expect.stringMatching(rule) });
});

test('who may: reading shows, operating runs, and only connections:admin changes', async () => {
  const id = await onlyConnection(hub.admin);
  const reader = await hub.client({ scopes: ['integrations:read'] });
  const operator = await hub.client({ scopes: ['integrations:read', 'integrations:write'] });
  const nobody = await hub.client({ scopes: ['billing:read'] });
  expect((await rest(reader, 'GET', `${path}/${id}`)).status).toBe(200);
  expect((await rest(reader, 'GET', `${path}/${id}/logs`)).status).toBe(200);
  expect((await rest(nobody, 'GET', `${path}/${id}`)).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  expect((await rest(reader, 'POST', `${path}/${id}/sync`)).status).toBe(403);
  for (const who of [reader, operator]) {
    for (const [method, at, body] of [
      ['POST', path, input()],
      ['PUT', `${path}/${id}`, { name: 'x' }],
      ['DELETE', `${path}/${id}`, undefined],
      ['POST', `${path}/${id}/test`, undefined],
    ] as const) {
      const { status } = await rest(who, method, at, body);
      expect({ method, at, status }).toEqual({ method, at, status: 403 });
    }
  }
  const stranger = await hub.client({ organization: 'strangers' });
  expect((await rest(stranger, 'GET', `${path}/${id}`)).status).toBe(404);
  expect((await rest(stranger, 'DELETE', `${path}/${id}?force=true`)).status).toBe(404);
  expect(await onlyConnection(hub.admin)).toBe(id);
});
