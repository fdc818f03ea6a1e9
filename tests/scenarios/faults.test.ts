import type { HubClient } from '../support/client.js';
import { newlyConnected } from '../support/connections.js';
import { completeDossier, finishedDossier, isPublished, signContract, signedDossier } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
/** Each test's own. */
let client: HubClient;
let connection: string;
beforeAll(async () => {
  hub = await startTestHub();
});
beforeEach(async () => {
  ({ client, connection } = await newlyConnected(hub));
});
afterAll(() => hub.close());

interface Attempt {
  number: number;
  outcome: string;
  httpStatus: number | null;
  errorCode: string | null;
  message: string | null;
  durationMs: number;
  vendorRequestId: string | null;
  exchanges: unknown;
}

async function deliveryOf(id: string) {
  const query = `query ($id: ID!) { intervention(id: $id) { status flaggedForReview reviewReasons syncStatus { state lastDelivery {
    id status blockedBy externalId lastError nextAttemptAt
    attempts { number outcome httpStatus errorCode message durationMs vendorRequestId exchanges } } } } }`;
  const { intervention } = await client.data<{
    intervention: {
      status: string;
      flaggedForReview: boolean;
      reviewReasons: string[];
      syncStatus: {
        state: string;
        lastDelivery: { id: string; externalId: string | null; blockedBy: string | null; attempts: Attempt[] };
      };
    };
  }>(query, { id });
  return { ...intervention, delivery: intervention.syncStatus.lastDelivery };
}

const create = { method: 'POST', path: '/crm/interventions' };

test('500, reset, 429, token expired, answer lost, hang: one intervention there, and every attempt on record', async () => {
  for (const fault of [
    { kind: 'status', status: 500 },
    { kind: 'reset' },
    { kind: 'status', status: 429, retryAfter: 1 },
    { kind: 'expire-tokens' },
    { kind: 'lost-answer' },
    { kind: 'hang' },
  ] as const) {
    hub.sandbox.faults.add({ match: { path: '/crm/**' }, fault });
  }
  const { id, reference, watching } = await finishedDossier(client);
  await signContract(client, id);
  await watching.until(isPublished);

  const stored = hub.sandbox.state().interventions;
  expect(stored.map(({ external_id }) => external_id)).toEqual([reference]);
  const { delivery } = await deliveryOf(id);
  expect(delivery.externalId).toBe(stored[0]?.id);
  expect(hub.sandbox.faults.list()).toEqual([]);
  const outcomes = delivery.attempts.map(({ outcome }) => outcome);
  expect(outcomes.at(-1)).toBe('SUCCEEDED');
  expect(outcomes).toEqual(expect.arrayContaining(['UNKNOWN_OUTCOME', 'RATE_LIMITED', 'AUTHENTICATION']));
  expect(delivery.attempts.map(({ number }) => number)).toEqual(delivery.attempts.map((_, index) => index + 1));
  for (const attempt of delivery.attempts) {
    expect(attempt.durationMs).toBeGreaterThanOrEqual(0);
    if (attempt.outcome !== 'SUCCEEDED')
      expect(attempt).toMatchObject({ errorCode: expect.any(String), message: expect.any(String) });
    if (attempt.httpStatus !== null) expect(attempt.vendorRequestId).toMatch(/^req_/);
  }
});

test('no secret stands in any record, event or log', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 500 } });
  hub.sandbox.faults.add({ match: { path: '/auth/token' }, fault: { kind: 'status', status: 500 } });
  const { id, watching } = await finishedDossier(client);
  await signContract(client, id);
  await watching.until(isPublished);
  const tokens = hub.sandbox
    .requests({ path: '/crm/interventions' })
    .map(({ headers }) => String(headers.authorization).replace('Bearer ', ''));
  expect(tokens.length).toBeGreaterThan(0);
  const secrets = ['sandbox-secret', 'sandbox-webhook-secret', client.key, ...tokens];
  const tables = await hub.database.sql<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const dump = [hub.logs()];
  for (const { name } of tables) dump.push(JSON.stringify(await hub.database.sql(`select t::text from ${name} t`)));
  const everything = dump.join('\n');
  expect(everything).toContain('/auth/token');
  for (const secret of secrets) expect(everything).not.toContain(secret);
});

test('a vendor that has the dossier already is asked for its id, not sent it again', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'lost-answer' } });
  const { id, watching } = await finishedDossier(client);
  await signContract(client, id);
  await watching.until(isPublished);
  expect(hub.sandbox.requests(create)).toHaveLength(1);
  const { delivery } = await deliveryOf(id);
  expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual(['UNKNOWN_OUTCOME', 'SUCCEEDED']);
});

test('where the vendor has no look-up, its 409 says that the dossier is there', async () => {
  hub.sandbox.configure({ lookupByExternalId: false });
  hub.sandbox.faults.add({ match: create, fault: { kind: 'lost-answer' } });
  const { id, watching } = await finishedDossier(client);
  await signContract(client, id);
  await watching.until(isPublished);
  expect(hub.sandbox.state().interventions).toHaveLength(1);
  expect(hub.sandbox.requests(create).map(({ status }) => status)).toEqual([null, 409]);
});

test('after five retries it is given up, kept whole with its reason, and goes when it is retried by hand', async () => {
  const fault = hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 503 }, times: 6 });
  expect(fault.times).toBe(6);
  const { id, watching } = await finishedDossier(client);
  await signContract(client, id);
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.failed');
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.failed');
  const failed = await deliveryOf(id);
  expect(failed.delivery.attempts).toHaveLength(6);
  expect(failed.delivery.blockedBy).toMatch(/needs review/);
  const { retryDelivery } = await client.data<{ retryDelivery: { status: string } }>(
    'mutation ($id: ID!) { retryDelivery(id: $id) { status } }',
    { id: failed.delivery.id },
  );
  expect(retryDelivery.status).toBe('PENDING');
  await watching.until(isPublished);
  expect(hub.sandbox.state().interventions).toHaveLength(1);
});

test('what the vendor refuses for good is not sent again; the intervention is flagged with the reason', async () => {
  const { site, ...rest } = completeDossier();
  const refused = { ...rest, site: { ...site, pdl: '45678901234567' } };
  const { id, watching } = await signedDossier(client, refused);
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.failed');
  const failed = await deliveryOf(id);
  expect(failed.delivery.attempts).toMatchObject([
    { outcome: 'PERMANENT', httpStatus: 422, errorCode: 'VALIDATION_ERROR' },
  ]);
  expect(hub.sandbox.requests(create)).toHaveLength(1);
});

test('a token is asked for once by many deliveries at once, and again only when it is refused', async () => {
  const dossiers = await Promise.all(Array.from({ length: 8 }, () => finishedDossier(client)));
  await Promise.all(dossiers.map(({ id }) => signContract(client, id)));
  await Promise.all(dossiers.map(({ watching }) => watching.until(isPublished)));
  expect(hub.sandbox.requests({ path: '/auth/token' })).toHaveLength(1);
  hub.sandbox.faults.add({ match: create, fault: { kind: 'expire-tokens' } });
  const last = await finishedDossier(client);
  await signContract(client, last.id);
  await last.watching.until(isPublished);
  expect(hub.sandbox.requests({ path: '/auth/token' })).toHaveLength(2);
  expect(hub.sandbox.state().interventions).toHaveLength(9);
});

test('Retry-After is honoured', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 429, retryAfter: 2 } });
  const { id, watching } = await finishedDossier(client);
  await signContract(client, id);
  await watching.until(isPublished);
  const [first, second] = hub.sandbox.requests(create);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test('credentials that cannot be opened are a failure with its reason, not a worker lost time and again', async () => {
  await hub.database.sql(
    `update integrations.connections set credentials = jsonb_set(credentials, '{box}', '"another"') where id = $1`,
    [connection],
  );
  const { id, watching } = await finishedDossier(client);
  await signContract(client, id);
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.failed');
  const failed = await deliveryOf(id);
  expect(failed.delivery.attempts).toHaveLength(6);
  expect(failed.delivery.attempts[0]).toMatchObject({ outcome: 'RETRYABLE', errorCode: 'HUB_ERROR' });
  expect(failed.delivery.attempts[0]?.message).toContain('altered or moved');
});
