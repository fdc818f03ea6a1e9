import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createHubClient } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { baseEnv, startTestHub, type TestHub } from '../support/hub.js';
import { createPartner, updatePartner } from '../support/partners.js';
import { runHub } from '../support/run-hub.js';

const terms = 'query Terms { distribution { name authorised } }';
const events = 'subscription Events { distributionEvents { cursor } }';
const other = '{ distribution { allowedFields } }';
const webhooks = '{ distributionWebhooks { totalCount } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const refused = { errors: [{ extensions: { code: 'OPERATION_NOT_PERSISTED' } }] };

let hub: TestHub;
let partner: string;
let key: string;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  partner = await createPartner(hub.admin, { name: 'north', baseUrl: 'http://127.0.0.1:9' });
  key = await keyOf(partner, ['partner:read']);
}, 60_000);
afterAll(() => hub.close());

async function keyOf(partnerId: string, scopes: string[]): Promise<string> {
  const { createApiKey } = await hub.admin.data<{ createApiKey: { secret: string } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input: { name: 'partner', scopes, partnerId } },
  );
  return createApiKey.secret;
}
const register = (document: string, name = 'x', partnerId = partner) =>
  hub.admin.ask(
    `mutation ($partnerId: ID!, $input: RegisterPartnerOperationInput!) {
      registerPartnerOperation(partnerId: $partnerId, input: $input) { documentId fault } }`,
    { partnerId, input: { name, document } },
  );
const listed = async (fits?: boolean) => {
  const query =
    'query ($id: ID!, $fits: Boolean) { partner(id: $id) { operations(fits: $fits) { name documentId document fault } } }';
  const { partner: found } = await hub.admin.data<{ partner: { operations: Record<string, string | null>[] } }>(query, {
    id: partner,
    fits,
  });
  return found.operations;
};

const url = () => `${hub.url}/partner/graphql`;
const headers = (accept = 'application/json') => ({
  'content-type': 'application/json',
  'apollo-require-preflight': '1',
  accept,
  authorization: `Bearer ${key}`,
});
const post = async (body: object, accept?: string) => {
  const answer = await fetch(url(), { method: 'POST', headers: headers(accept), body: JSON.stringify(body) });
  return (await answer.json()) as object;
};
const get = async (params: Record<string, string>) =>
  (await fetch(`${url()}?${new URLSearchParams(params)}`, { headers: headers() })).json();
const overSocket = async (payload: { query: string; extensions?: Record<string, unknown> }) => {
  const client = createClient({
    url: url().replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${key}` },
  });
  const [result] = await Promise.allSettled([client.iterate(payload).next()]);
  await client.dispose();
  return result?.status === 'fulfilled' ? result.value.value : { errors: result?.reason };
};
const byHash = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });
const answer = { data: { distribution: { name: 'north', authorised: true } } };
/** The gateway asks for what is registered every two seconds. */
const soon = (body: object, says: string) =>
  eventually(async () => JSON.stringify(await post(body)).includes(says), `${JSON.stringify(body)}: ${says}`);

test('an operation is registered when the partner graph has it and one of the partner’s keys may send it', async () => {
  expect(await register(terms, 'Terms')).toEqual({
    data: { registerPartnerOperation: { documentId: sha256(terms), fault: null } },
  });
  expect(await register(events, 'Events')).toMatchObject({ data: { registerPartnerOperation: { fault: null } } });
  for (const [document, said] of [
    ['{ interventions { totalCount } }', /Cannot query field "interventions"/],
    ['{ distribution {', /Syntax Error/],
    [webhooks, /partner:webhooks/],
    [`${terms} ${terms.replace('Terms', 'Others')}`, /operationName/],
    [`{ ${'a: distribution { name } '.repeat(60)} }`, /at most 50/],
  ] as const)
    expect(await register(document)).toMatchObject({
      errors: [{ extensions: { violations: [{ field: 'document', message: expect.stringMatching(said) }] } }],
    });
  expect(await register(terms, 'Our terms')).toMatchObject({ data: { registerPartnerOperation: { fault: null } } });
  expect(await listed()).toEqual([
    { name: 'Events', documentId: sha256(events), document: events, fault: null },
    { name: 'Our terms', documentId: sha256(terms), document: terms, fault: null },
  ]);
});

test('who has no key yet is checked by what a partner’s key may have', async () => {
  const quiet = await createPartner(hub.admin, { name: 'quiet', baseUrl: 'http://127.0.0.1:9' });
  expect(await register(webhooks, 'Webhooks', quiet)).toMatchObject({ data: { registerPartnerOperation: {} } });
  expect(await register(webhooks, 'Webhooks', hub.sandbox.url)).toMatchObject({
    errors: [{ extensions: { code: 'NOT_FOUND' } }],
  });
});

test('it is sent by its hash alone; others are answered beside it until they are shut out', async () => {
  await soon({ documentId: sha256(terms) }, '"name":"north"');
  expect(await post({ documentId: sha256(terms) })).toEqual(answer);
  expect(await post({ documentId: `sha256:${sha256(terms)}` })).toEqual(answer);
  expect(await get({ documentId: sha256(terms) })).toEqual(answer);
  expect(await get({ extensions: JSON.stringify(byHash(terms)) })).toEqual(answer);
  expect(await overSocket({ query: '', extensions: byHash(terms) })).toEqual(answer);
  expect(await post({ query: other })).toMatchObject({ data: { distribution: { allowedFields: expect.any(Array) } } });
});

test('with safelistOnly nothing else is answered, at any door, nor is the schema told', async () => {
  await updatePartner(hub.admin, partner, { safelistOnly: true });
  await soon({ query: other }, 'OPERATION_NOT_PERSISTED');
  for (const asked of [
    post({ query: other, extensions: byHash(other) }),
    post({ query: `${terms} ` }),
    post({ query: other, documentId: sha256(terms) }),
    post({ documentId: sha256(other) }),
    post({ query: '{ __schema { types { name } } }' }),
    post({ query: 'subscription { distributionEvents { message } }' }, 'text/event-stream'),
    get({ query: other }),
    get({ extensions: JSON.stringify(byHash(other)) }),
    overSocket({ query: other }),
    overSocket({ query: 'subscription { distributionEvents { message } }' }),
  ])
    expect(await asked).toMatchObject(refused);
  expect(await post({ documentId: sha256(terms) })).toEqual(answer);
  expect(await post({ query: terms })).toEqual(answer);
  expect(await overSocket({ query: terms })).toEqual(answer);
  const stream = await fetch(url(), {
    method: 'POST',
    headers: headers('text/event-stream'),
    body: JSON.stringify({ documentId: sha256(events) }),
  });
  expect(stream.headers.get('content-type')).toMatch('text/event-stream');
  await stream.body?.cancel();
  const south = await createPartner(hub.admin, { name: 'south', baseUrl: 'http://127.0.0.1:9' });
  const free = createHubClient(hub.url, await keyOf(south, ['partner:read']), '/partner/graphql');
  expect(await free.ask(other)).toMatchObject({ data: { distribution: {} } });
  await free.close();
});

test('what the schema has no longer is listed, and is not answered', async () => {
  const { partnerGraph } = hub.assembly;
  const { sdl } = partnerGraph.current;
  partnerGraph.reload(sdl.replaceAll(/\bauthorised\b/g, 'permitted'));
  expect(await listed(false)).toEqual([
    { name: 'Our terms', documentId: sha256(terms), document: terms, fault: expect.stringMatching(/"authorised"/) },
  ]);
  expect(await listed(true)).toMatchObject([{ name: 'Events' }]);
  expect(await post({ documentId: sha256(terms) })).toMatchObject({
    errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
  });
  partnerGraph.reload(sdl);
  expect(await listed(false)).toEqual([]);
});

test('the command registers, lists and requires, and the audit log says so', async () => {
  const env = baseEnv(hub.database.url, hub.sandbox.url);
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-operations-'));
  const file = path.join(folder, 'fields.graphql');
  const command = (...args: string[]) => runHub(['partner-operations', ...args, '--partner', partner], env);
  writeFileSync(file, other);
  const registered = await command('register', '--name', 'Fields', '--file', file);
  rmSync(folder, { recursive: true });
  expect(registered).toMatchObject({ code: 0, out: `${sha256(other)}\n` });
  await soon({ query: other }, '"data"');
  const { out } = await command('list');
  expect(out).toMatch(new RegExp(`${sha256(other)}  Fields +fits\n`));
  expect(out).toContain('These and no others are answered.');
  const remove =
    'mutation ($id: ID!, $documentId: String!) { removePartnerOperation(partnerId: $id, documentId: $documentId) }';
  const removed = { id: partner, documentId: sha256(other) };
  expect(await hub.admin.ask(remove, removed)).toEqual({ data: { removePartnerOperation: true } });
  expect(await hub.admin.ask(remove, removed)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  await soon({ query: other }, 'OPERATION_NOT_PERSISTED');
  expect(await command('require', 'off')).toMatchObject({ code: 0 });
  await soon({ query: other }, '"data"');
  const entries = await hub.database.sql(
    `select event, actor_name from audit.entries where event like 'partner.%' and outcome = 'DONE' order by sequence`,
  );
  expect(entries.slice(-3)).toEqual([
    { event: 'partner.operation-registered', actor_name: 'hub partner-operations' },
    { event: 'partner.operation-removed', actor_name: 'test' },
    { event: 'partner.updated', actor_name: 'hub partner-operations' },
  ]);
}, 240_000);
