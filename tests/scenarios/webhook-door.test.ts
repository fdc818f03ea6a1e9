import { randomUUID } from 'node:crypto';
import { startTestHub, type TestHub } from '../support/hub.js';
import { inside } from '../support/refused.js';
import { postWebhook, sign, statusUpdate } from '../support/symphonics-webhooks.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
}, 60_000);
afterAll(() => hub.close());

const stored = () =>
  hub.database.sql('select type, outcome, payload, connection_id from integrations.inbound_webhooks');
const jobs = () => hub.database.sql("select data from jobs.job where name = 'apply-webhook'");
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

/** The webhook is refused like that; nothing of it is kept. */
async function expectRefused(answer: ReturnType<typeof postWebhook>, status: number, refusal: object): Promise<void> {
  const before = await stored();
  const { body, ...rest } = await answer;
  expect({ ...rest, ...body }).toMatchObject({ status, ...refusal });
  expect(JSON.stringify(body)).not.toMatch(inside);
  expect(await stored()).toEqual(before);
}

const forged = { code: 'WEBHOOK_REFUSED', reason: 'signature' };
const late = { code: 'WEBHOOK_REFUSED', reason: 'timestamp' };

test.each(['', 'sha256='])('a webhook signed as %s… is kept as it came, and waits to be applied', async (prefix) => {
  const [rows, waiting] = [await stored(), await jobs()];
  const body = statusUpdate({ intervention_id: `sym_${prefix.length}`, notes: 'Vérifié ✓' });
  const answer = await postWebhook(hub, body, { signature: `${prefix}${sign(body)}` });
  expect(answer).toEqual({ status: 202, body: { status: 'accepted', duplicate: false } });
  const kept = await stored();
  expect(kept).toHaveLength(rows.length + 1);
  expect(kept.at(-1)).toMatchObject({
    type: 'intervention.status_update',
    outcome: 'RECEIVED',
    payload: JSON.parse(body),
  });
  expect(await jobs()).toHaveLength(waiting.length + 1);
});

describe('who did not sign', () => {
  const body = statusUpdate({});

  test.each<[string, () => ReturnType<typeof postWebhook>]>([
    ['nobody', () => postWebhook(hub, body, { signature: null })],
    ['somebody with another secret', () => postWebhook(hub, body, { signature: sign(body, 'another') })],
    [
      'somebody who signed something like it',
      () => postWebhook(hub, body.replace(':', ': '), { signature: sign(body) }),
    ],
    ['somebody with too short a signature', () => postWebhook(hub, body, { signature: sign(body).slice(2) })],
    ['somebody with no hexadecimal', () => postWebhook(hub, body, { signature: 'z'.repeat(64) })],
    ['somebody who signed nothing', () => postWebhook(hub, '', { signature: sign(body) })],
  ])('%s', (_, post) => expectRefused(post(), 401, forged));

  test('200 alterations of a signature or of a body', async () => {
    const before = await stored();
    const bytes = Buffer.from(body);
    const signature = sign(body);
    const statuses = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        if (index % 2 === 0) {
          const altered = Buffer.from(bytes);
          const at = (index * 37) % altered.length;
          altered[at] = (altered[at] ?? 0) ^ (1 << (index % 8));
          return postWebhook(hub, altered, { signature });
        }
        const at = (index * 13) % signature.length;
        const digit = ((Number.parseInt(signature[at] ?? '0', 16) + 1 + (index % 15)) % 16).toString(16);
        return postWebhook(hub, body, { signature: signature.slice(0, at) + digit + signature.slice(at + 1) });
      }),
    );
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await stored()).toEqual(before);
  });
});

describe('whose connection the address names', () => {
  const connect = async (organization: string, webhookSecret: string) => {
    const client = await hub.client({ organization });
    const { saveConnection } = await client.data<{ saveConnection: { id: string } }>(
      'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }',
      {
        input: {
          connector: 'symphonics',
          name: 'theirs',
          baseUrl: hub.sandbox.url,
          credentials: { clientId: 'x', clientSecret: 'y', webhookSecret },
        },
      },
    );
    return saveConnection.id;
  };

  test('must have signed it', async () => {
    const theirs = await connect('north', 'the secret of the north');
    const body = statusUpdate({ notes: 'to the north' });
    for (const path of [`/${theirs}`, `/${randomUUID()}`, '/x']) {
      await expectRefused(postWebhook(hub, body, { path }), 401, forged);
    }
    const accepted = await postWebhook(hub, body, {
      path: `/${theirs}`,
      signature: sign(body, 'the secret of the north'),
    });
    expect(accepted.status).toBe(202);
    expect((await stored()).at(-1)).toMatchObject({ connection_id: theirs });
  });

  /** Connections older than all others, sealed for another place: their secrets cannot be read. */
  const addUnreadable = async (count: number) => {
    const columns = await hub.database.sql<{ name: string }>(
      `select column_name as name from information_schema.columns
       where table_schema = 'integrations' and table_name = 'connections' and is_generated = 'NEVER'`,
    );
    const names = columns.map(({ name }) => name).join(', ');
    await hub.database.sql(
      `insert into integrations.connections (${names})
       select ${names} from (select (jsonb_populate_record(c, jsonb_build_object(
         'id', gen_random_uuid(), 'name', 'unreadable ' || n, 'created_at', c.created_at - interval '1 h'))).*
       from integrations.connections c, generate_series(1, $1::int) n where c.name = 'default') as others`,
      [count],
    );
  };
  afterEach(() => hub.database.sql("delete from integrations.connections where name like 'unreadable %'"));

  test('is found among however many there are', async () => {
    // As many as the hub looks through when the address names none.
    await addUnreadable(200);
    const theirs = await connect('south', 'the secret of the south');
    const body = statusUpdate({ notes: 'to the south' });
    const signature = sign(body, 'the secret of the south');
    expect((await postWebhook(hub, body, { path: `/${theirs}`, signature })).status).toBe(202);
  });

  test('one whose secret cannot be read closes the door to nobody else', async () => {
    await addUnreadable(1);
    expect((await postWebhook(hub, statusUpdate({ notes: 'past the broken one' }))).status).toBe(202);
    expect(hub.logs()).toContain('the credentials of a connection cannot be read');
  });
});

describe('what is signed and still not taken', () => {
  test.each<[string, string, number, object]>([
    ['six minutes old', statusUpdate({}, ago(360)), 401, late],
    ['six minutes ahead', statusUpdate({}, ago(-360)), 401, late],
    ['no JSON', 'new_status=processing', 400, { code: 'MALFORMED_REQUEST' }],
    [
      'an event that is not documented',
      '{"event":"intervention.deleted","timestamp":"2025-01-01T00:00:00Z","data":{}}',
      422,
      { code: 'INVALID_INPUT', violations: [{ field: 'event' }] },
    ],
    [
      'no status',
      statusUpdate({ new_status: undefined }),
      422,
      { code: 'INVALID_INPUT', violations: [{ field: 'data.new_status' }] },
    ],
    ['no time', statusUpdate({}, 'yesterday'), 422, { code: 'INVALID_INPUT', violations: [{ field: 'timestamp' }] }],
    [
      'a text that cannot be kept',
      statusUpdate({ notes: 'a\0b' }),
      422,
      { code: 'INVALID_INPUT', violations: [{ field: 'data.notes' }] },
    ],
    ['1.1 MB', statusUpdate({ notes: 'x'.repeat(1_100_000) }), 413, { code: 'PAYLOAD_TOO_LARGE' }],
  ])('%s', (_, body, status, refusal) => expectRefused(postWebhook(hub, body), status, refusal));

  test('four minutes either way are', async () => {
    for (const seconds of [240, -240])
      expect((await postWebhook(hub, statusUpdate({}, ago(seconds)))).status).toBe(202);
  });
});
