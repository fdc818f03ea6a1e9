import { randomUUID } from 'node:crypto';
import { createIdempotentCalls } from '../../../gateway/rest/idempotency/idempotent-calls.js';
import { pruneIdempotentCalls } from '../../../gateway/rest/idempotency/prune-idempotent-calls.js';
import { startTestHub, type TestHub } from '../../support/hub.js';

let hub: TestHub;
let clock = new Date();
beforeAll(async () => {
  hub = await startTestHub({ workers: false, now: () => clock });
}, 60_000);
afterEach(() => {
  clock = new Date();
});
afterAll(() => hub.close());

const path = '/api/v1/contacts';

async function post(body: object, key: string, { client = hub.admin, url = path } = {}) {
  const headers = {
    authorization: `Bearer ${client.key}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  const response = await fetch(`${hub.url}${url}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { status } = response;
  const replayed = response.headers.get('idempotency-replayed');
  return {
    status,
    replayed,
    location: response.headers.get('location'),
    body: (await response.json()) as Record<string, unknown>,
    response,
  };
}

const contactsOf = async (lastName: string) =>
  (await hub.admin.rest('GET', `${path}?text=${lastName}`)).body.totalCount;

test('the same call with the same key is done once, and gets the first answer again for 24 hours', async () => {
  const [key, lastName] = [randomUUID(), randomUUID()];
  const first = await post({ lastName }, key);
  const again = await post({ lastName }, key);
  expect(first).toMatchObject({ status: 201, replayed: null });
  expect(again).toMatchObject({ status: 201, replayed: 'true', body: first.body, location: first.location });
  expect(again.response.headers.get('etag')).toBe('"1"');
  expect(await contactsOf(lastName)).toBe(1);

  clock = new Date(clock.getTime() + 24 * 3_600_000 + 1_000);
  expect(await post({ lastName }, key)).toMatchObject({ status: 201, replayed: null });
  expect(await contactsOf(lastName)).toBe(2);
  const kept = await hub.database.sql('select id from rest.idempotent_calls where key = $1', [key]);
  expect(kept).toHaveLength(1);
});

test('what is too old is forgotten in every organization, and nothing else', async () => {
  const other = await hub.client({ organization: 'another' });
  const old = [randomUUID(), randomUUID()] as const;
  await post({ lastName: 'Old' }, old[0]);
  await post({ lastName: 'Old' }, old[1], { client: other });
  clock = new Date(clock.getTime() + 24 * 3_600_000 + 1_000);
  const young = randomUUID();
  await post({ lastName: 'Young' }, young);
  await pruneIdempotentCalls.handle({}, hub.assembly.services, new AbortController().signal);
  const kept = await hub.database.sql<{ key: string }>(
    'select key from rest.idempotent_calls where key = any($1::text[])',
    [[...old, young]],
  );
  expect(kept.map(({ key }) => key)).toEqual([young]);
});

test('a refusal is said again too', async () => {
  const key = randomUUID();
  const first = await post({ email: 'no address' }, key);
  expect(first).toMatchObject({ status: 422, body: { code: 'INVALID_INPUT' } });
  expect(await post({ email: 'no address' }, key)).toMatchObject({ status: 422, replayed: 'true', body: first.body });
});

test('another body or another address under the key is refused', async () => {
  const key = randomUUID();
  await post({ lastName: 'one' }, key);
  const refusal = { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } };
  expect(await post({ lastName: 'two' }, key)).toMatchObject(refusal);
  expect(await post({ lastName: 'one' }, key, { url: '/api/v1/leads' })).toMatchObject({ status: 422 });
});

test('a call that cannot be read uses up no key', async () => {
  const [key, lastName] = [randomUUID(), randomUUID()];
  expect(await post({ lastName }, key, { url: `${path}?colour=red` })).toMatchObject({ status: 400 });
  expect(await post({ lastName }, key)).toMatchObject({ status: 201, replayed: null });
  expect(await post({ lastName }, 'x'.repeat(256))).toMatchObject({ status: 400 });
});

test('of twenty at once one is done; the others get its answer or are told to ask again', async () => {
  const [key, lastName] = [randomUUID(), randomUUID()];
  const all = await Promise.all(Array.from({ length: 20 }, () => post({ lastName }, key)));
  const done = all.filter(({ status }) => status === 201);
  const waiting = all.filter(({ status }) => status === 409);
  expect(done.filter(({ replayed }) => replayed === null)).toHaveLength(1);
  expect(done.length + waiting.length).toBe(20);
  for (const { body, response } of waiting) {
    expect(body.code).toBe('IDEMPOTENCY_KEY_IN_USE');
    expect(response.headers.get('retry-after')).toBe('1');
  }
  expect(await contactsOf(lastName)).toBe(1);
  expect(await post({ lastName }, key)).toMatchObject({ status: 201, replayed: 'true' });
});

test('a key is the caller’s own', async () => {
  const [key, lastName] = [randomUUID(), randomUUID()];
  const [elsewhere, colleague] = [await hub.client({ organization: 'elsewhere' }), await hub.client()];
  for (const client of [hub.admin, elsewhere, colleague]) {
    expect(await post({ lastName }, key, { client })).toMatchObject({ status: 201, replayed: null });
  }
});

test('a gateway that went away in the middle leaves an outcome that nobody guesses', async () => {
  const key = randomUUID();
  const [found] = await hub.database.sql<{ id: string; organization_id: string }>(
    'select id, organization_id from access.api_keys where prefix = $1',
    [hub.admin.key.slice(0, 10)],
  );
  const actor = { kind: 'api-key', id: found?.id ?? '', name: 'test' } as const;
  const caller = { organizationId: found?.organization_id ?? '', actor, scopes: ['admin'] };
  const gone = createIdempotentCalls({ ...hub.assembly.services, now: () => clock });
  let stop: (reason: Error) => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    const work = () => {
      resolve();
      return new Promise<never>((_, reject) => {
        stop = reject;
      });
    };
    gone.once({ caller, key, fingerprint: 'of the first call' }, work).catch(() => undefined);
  });
  await begun;
  stop(new Error('the process ended'));
  await hub.database.sql('update rest.idempotent_calls set fingerprint = $1 where key = $2', [
    await fingerprintOfNext({ lastName: 'cut off' }),
    key,
  ]);
  expect(await post({ lastName: 'cut off' }, key)).toMatchObject({
    status: 409,
    body: { code: 'IDEMPOTENCY_KEY_IN_USE' },
  });
  clock = new Date(clock.getTime() + 61_000);
  const late = await post({ lastName: 'cut off' }, key);
  expect(late).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_OUTCOME_UNKNOWN' } });
  expect(await contactsOf('cut off')).toBe(0);
});

/** What the door makes of a call: read from the row of one that was done. */
async function fingerprintOfNext(body: object): Promise<string> {
  const key = randomUUID();
  const client = await hub.client({ organization: 'measure' });
  await post(body, key, { client });
  const [row] = await hub.database.sql<{ fingerprint: string }>(
    'select fingerprint from rest.idempotent_calls where key = $1',
    [key],
  );
  return row?.fingerprint ?? '';
}

test('what an answer holds is stored sealed', async () => {
  const key = randomUUID();
  const input = { name: 'sealed', url: 'http://127.0.0.1:9/', events: ['never'] };
  const { body } = await post(input, key, { url: '/api/v1/webhooks' });
  expect(body.secret).toMatch(/^whsec_/);
  const again = await post(input, key, { url: '/api/v1/webhooks' });
  expect(again).toMatchObject({ replayed: 'true', body: { secret: body.secret } });
  const rows = await hub.database.sql('select * from rest.idempotent_calls where key = $1', [key]);
  expect(JSON.stringify(rows)).not.toContain(String(body.secret).slice(6));
});
