import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedDossier } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { runHub } from '../support/run-hub.js';
import { postWebhook, statusUpdate } from '../support/symphonics-webhooks.js';
import { createWebhook } from '../support/webhooks.js';

const masterKey = 'canary-master-key-3d1f0a94c2b84e6f';
const typedSecret = 'canary-typed-5b77c1e09a324d18';
const refusedKey = 'psk_canary0refused0key0canary0refused0key0canar';

let hub: TestHub;
let receiver: Receiver;
let collector: { url: string; received: string[]; close(): Promise<unknown> };
beforeAll(async () => {
  [receiver, collector] = await Promise.all([startReceiver(), startCollector()]);
  hub = await startTestHub({ env: { HUB_MASTER_KEY: masterKey, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
}, 60_000);
afterAll(async () => {
  await Promise.all([receiver.close(), collector.close()]);
});

/** Keeps what traces it is sent, as text. */
async function startCollector() {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push(Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, received, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** A secret as it could stand somewhere: as it is, and as common encodings write it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Without its last characters, which depend on what follows.
  const base64 = bytes.toString('base64').replace(/.{4}$/, '');
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex')];
  return [...new Set([...forms, base64, base64.replaceAll('+', '-').replaceAll('/', '_')])];
}

/** What clients were answered, in all. */
const answers: string[] = [];
const ask = async (query: string, variables: object = {}) =>
  answers.push(JSON.stringify(await hub.admin.ask(query, { ...variables })));
const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${hub.url}${path}`, init);
  answers.push(JSON.stringify([...response.headers]), await response.text());
};

/** Deliveries that meet faults, one of which says the secrets back, until the vendor has the dossier. */
async function deliverWithFaults(): Promise<void> {
  const said = {
    error: { code: 'OOPS', message: 'client_secret=sandbox-secret is unknown, try sandbox-webhook-secret' },
  };
  for (const fault of [
    { kind: 'status', status: 500, body: said, headers: { 'x-request-id': 'sandbox-secret' } },
    { kind: 'reset' },
    { kind: 'expire-tokens' },
    { kind: 'garbage' },
  ] as const) {
    hub.sandbox.faults.add({ match: { path: '/crm/**' }, fault });
  }
  hub.sandbox.faults.add({ match: { path: '/auth/token' }, fault: { kind: 'status', status: 500, body: said } });
  const { watching } = await signedDossier(hub.admin);
  const done = await watching.until(({ syncEvents }) => /delivery\.(succeeded|failed)/.test(syncEvents.type));
  answers.push(JSON.stringify(watching.received), JSON.stringify(done));
  watching.stop();
}

/** Callers who make mistakes with secrets in their hands. */
async function mistakes(): Promise<void> {
  const save = 'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }';
  const input = { connector: 'symphonics', name: 'wrong', baseUrl: hub.sandbox.url };
  await ask(save, { input: { ...input, credentials: { clientId: 7, clientSecret: { value: typedSecret } } } });
  const address = `https://user:${typedSecret}@vendor.example`;
  const credentials = { clientId: 'client', clientSecret: typedSecret, webhookSecret: typedSecret };
  await ask(save, { input: { ...input, baseUrl: address, credentials } });
  await ask(save, { input: { ...input, name: 'right', credentials } });
  await call('/graphql', { headers: { authorization: `Bearer ${refusedKey}`, accept: 'application/json' } });
  await call(`/api/v1/webhooks?key=${refusedKey}`, { headers: { authorization: `Basic ${refusedKey}` } });
  await call('/graphql', { method: 'POST', headers: { authorization: `Bearer ${hub.admin.key}` }, body: 'not json' });
  const inbound = await postWebhook(hub, statusUpdate({}), { signature: 'sandbox-webhook-secret' });
  answers.push(JSON.stringify(inbound));
}

/** Everything the hub lets a reader ask for about its own doings. */
async function lookAtEverything(): Promise<void> {
  await ask('{ connections { nodes { id name baseUrl connector } } }');
  await ask(`{ deliveries { nodes { id lastError attempts { message errorCode request response exchanges } } } }`);
  await ask('{ webhooks { nodes { id url events messages { nodes { lastError attempts { nodes { id } } } } } } }');
  await ask('{ inboundWebhooks { nodes { payload message } } }');
  await call('/metrics');
  const headers = { authorization: `Bearer ${hub.admin.key}` };
  await call('/api/integrations/health', { headers });
  await call('/api/v1/webhooks', { headers });
  const env = { DATABASE_URL: hub.database.url, HUB_MASTER_KEY: masterKey };
  for (const command of ['list', 'status']) {
    const { out, err } = await runHub(['keys', command], env);
    answers.push(out, err);
  }
}

/** Every row of every table, bytes in hexadecimal. */
async function dump(): Promise<string> {
  const tables = await hub.database.sql<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows: string[] = [];
  for (const { name } of tables) rows.push(JSON.stringify(await hub.database.sql(`select t::text from ${name} t`)));
  return rows.join('\n');
}

test('no secret of any kind stands in logs, answers, records, events, traces or the database', async () => {
  const secrets = new Map([
    ['the client secret', 'sandbox-secret'],
    ['the vendor’s webhook secret', 'sandbox-webhook-secret'],
    ['credentials that were typed', typedSecret],
    ['an API key', hub.admin.key],
    ['a refused API key', refusedKey],
    ['the master key', masterKey],
    ['the database’s password', new URL(hub.database.url).password],
  ]);
  const { webhook, secret } = await createWebhook(hub.admin, { url: receiver.url });
  secrets.set('a webhook’s secret', secret.replace('whsec_', ''));
  const rotate = 'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }';
  const renewed = await hub.admin.data<{ rotateWebhookSecret: { secret: string } }>(rotate, webhook);
  secrets.set('a webhook’s second secret', renewed.rotateWebhookSecret.secret.replace('whsec_', ''));
  receiver.answer({ status: 500, body: 'no' });

  await deliverWithFaults();
  await mistakes();
  await receiver.until(1);
  await lookAtEverything();
  for (const { headers } of hub.sandbox.requests({ path: '/crm/interventions' })) {
    secrets.set('an access token', String(headers.authorization).replace('Bearer ', ''));
  }
  expect(secrets.size).toBe(10);
  const places = new Map([['the database', await dump()]]);
  await hub.close();
  places.set('the logs', hub.logs());
  places.set('the answers', answers.join('\n'));
  places.set('the traces', collector.received.join('\n'));

  // Each place holds what it should, so that finding nothing says something.
  expect(places.get('the database')).toContain('/auth/token');
  expect(places.get('the logs')).toContain('a request was answered');
  expect(places.get('the answers')).toContain('[redacted]');
  expect(places.get('the traces')).toContain('deliver symphonics');
  const found = [...secrets].flatMap(([what, value]) => {
    expect(value.length).toBeGreaterThan(10);
    return [...places].flatMap(([place, text]) =>
      formsOf(value).flatMap((form) => (text.includes(form) ? [`${what} in ${place}, as ${form}`] : [])),
    );
  });
  expect(found).toEqual([]);
}, 240_000);
