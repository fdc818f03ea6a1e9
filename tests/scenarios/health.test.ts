import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { completeDossier, publishOne, type SyncEventData, signedDossier } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  hub = await startTestHub({ now: () => new Date(Date.now() + ahead) });
});
afterEach(() => hub.close());

const create = { method: 'POST', path: '/crm/interventions' };
const minuteMs = 60_000;

interface Health {
  connectionId: string;
  backlog: number;
  blocked: number;
  oldestWaitingAt: string | null;
  lastHour: { attempts: number; successRate: number | null; p50Ms: number | null; p95Ms: number | null };
  lastSuccessAt: string | null;
  lastError: string | null;
  lastErrorCode: string | null;
  lastErrorAt: string | null;
  budgets: { window: string; requests: number; used: number; remaining: number; exhaustedAt: string | null }[];
}

async function health(client = hub.admin): Promise<Health> {
  const { status, body } = await client.rest('GET', '/api/integrations/health');
  expect(status).toBe(200);
  const [one] = body.integrations as Health[];
  if (!one) throw new Error('the organization has no connection');
  return one;
}

/** Attempts of the connection as the workers would have left them: `[minutes ago, duration in ms, outcome]`. */
async function attempted(connectionId: string, attempts: [number, number, string][]): Promise<void> {
  const { id: deliveryId } = (await hub.database.sql('select id from integrations.deliveries limit 1'))[0] ?? {};
  await hub.database.sql(
    `insert into integrations.delivery_attempts (id, organization_id, created_at, updated_at, delivery_id, connection_id,
       number, started_at, duration_ms, outcome, error_code, message, exchanges)
     select gen_random_uuid(), $1, now(), now(), $2, $3, 100 + position, now() - minutes * interval '1 minute', duration, outcome,
       case outcome when 'SUCCEEDED' then null else 'E' || duration end, case outcome when 'SUCCEEDED' then null else 'failed' end, '[]'
     from jsonb_to_recordset($4) as a(position int, minutes int, duration int, outcome text)`,
    [
      firstOrganizationId,
      deliveryId,
      connectionId,
      JSON.stringify(
        attempts.map(([minutes, duration, outcome], position) => ({ position, minutes, duration, outcome })),
      ),
    ],
  );
}

/** Requests that were sent so many seconds ago. */
async function spent(connectionId: string, secondsAgo: readonly number[]): Promise<void> {
  await hub.database.sql(
    `insert into integrations.spent_requests (organization_id, connection_id, spent_at)
     select $1, $2, now() - s * interval '1 second' from unnest($3::float[]) s`,
    [firstOrganizationId, connectionId, secondsAgo],
  );
}

const many = (count: number, of: (index: number) => number) => Array.from({ length: count }, (_, index) => of(index));

test('the last hour is told in attempts, their success and how long they took', async () => {
  expect((await health()).lastHour).toEqual({ attempts: 0, successRate: null, p50Ms: null, p95Ms: null });
  await publishOne(hub.admin);
  const { connectionId } = await health();
  await hub.database.sql('delete from integrations.delivery_attempts');
  const succeeded = many(18, (index) => (index + 1) * 10).map((ms): [number, number, string] => [5, ms, 'SUCCEEDED']);
  await attempted(connectionId, [
    ...succeeded,
    [20, 190, 'RETRYABLE'],
    [10, 200, 'PERMANENT'],
    [70, 9_000, 'UNKNOWN_OUTCOME'],
    [1, 1, 'RUNNING'],
  ]);
  const told = await health();
  expect(told.lastHour).toEqual({ attempts: 20, successRate: 0.9, p50Ms: 100, p95Ms: 190 });
  expect(told).toMatchObject({ lastError: 'failed', lastErrorCode: 'E200' });
  const ago = (time: string | null) => Math.round((Date.now() - new Date(time ?? 0).getTime()) / minuteMs);
  expect([ago(told.lastErrorAt), ago(told.lastSuccessAt)]).toEqual([10, 5]);
});

test('what the workers do is counted for the connection they do it on', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 503 } });
  await publishOne(hub.admin);
  const told = await health();
  expect(told.lastHour).toMatchObject({ attempts: 2, successRate: 0.5 });
  expect(told).toMatchObject({ backlog: 0, oldestWaitingAt: null, lastErrorCode: expect.any(String) });
  expect(new Date(told.lastSuccessAt ?? 0) > new Date(told.lastErrorAt ?? 0)).toBe(true);
});

test('the oldest that waits counts what is throttled, and leaves out what waits for its dossier', async () => {
  const { connectionId } = await health();
  await hub.admin.data('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id: connectionId });
  const throttled = await signedDossier(hub.admin);
  const isBlocked = ({ syncEvents: { type } }: SyncEventData) => type === 'delivery.blocked';
  await throttled.watching.until(isBlocked);
  const dossier = completeDossier();
  const { id, watching } = await signedDossier(hub.admin, { ...dossier, site: { ...dossier.site, pdl: null } });
  await watching.until(isBlocked);
  await hub.database.sql(
    "update integrations.deliveries set created_at = now() - case subject_id when $1 then interval '1 hour' else interval '1 day' end",
    [throttled.id],
  );
  await hub.database.sql(
    "update integrations.deliveries set waits_for = 'dossier', status = 'BLOCKED' where subject_id = $1",
    [id],
  );
  const told = await health();
  expect(told).toMatchObject({ backlog: 2, blocked: 1 });
  expect(Math.round((Date.now() - new Date(told.oldestWaitingAt ?? 0).getTime()) / minuteMs)).toBe(60);
});

describe('the budget’s end is foreseen', () => {
  /** In how many seconds, window by window. */
  const foreseen = async () =>
    (await health()).budgets.map(({ exhaustedAt }) =>
      exhaustedAt === null ? null : (new Date(exhaustedAt).getTime() - Date.now()) / 1_000,
    );

  test('not while nothing is sent, nor at a pace that the window keeps up with', async () => {
    const { connectionId } = await health();
    expect(await foreseen()).toEqual([null, null]);
    // One each 30 seconds is 2 a minute and 2,880 a day.
    await spent(
      connectionId,
      many(20, (index) => index * 30 + 1),
    );
    expect(await foreseen()).toEqual([null, null]);
  });

  test('from what is left and the pace', async () => {
    const { connectionId } = await health();
    // 10 a minute is 14,400 a day: of the 4,900 that are left, none is given back before they are used.
    await spent(
      connectionId,
      many(100, (index) => index * 6 + 1),
    );
    const [minute, day] = await foreseen();
    expect(minute).toBeNull();
    expect(Math.abs((day ?? 0) - 4_900 * 6)).toBeLessThan(60);
  });

  test('also at a pace that the window would keep up with, were it not nearly used up already', async () => {
    const { connectionId } = await health();
    // 4,900 went twelve hours ago; since then one each minute.
    await spent(connectionId, [...many(4_890, () => 12 * 3_600), ...many(10, (index) => index * 60 + 1)]);
    expect(Math.abs(((await foreseen())[1] ?? 0) - 100 * 60)).toBeLessThan(60);
  });

  test('but not when enough of it is given back in time', async () => {
    const { connectionId } = await health();
    // The same, and what went goes out of the window in half an hour.
    await spent(connectionId, [...many(4_890, () => 23.5 * 3_600), ...many(10, (index) => index * 60 + 1)]);
    expect((await foreseen())[1]).toBeNull();
  });

  test('used up, it is now', async () => {
    const { connectionId } = await health();
    await spent(
      connectionId,
      many(100, () => 1),
    );
    expect(Math.abs((await foreseen())[0] ?? 60)).toBeLessThan(5);
  });
});

test('it costs two statements, and an organization sees its own alone', async () => {
  await publishOne(hub.admin);
  const other = await hub.client({ organization: 'birch' });
  const input = {
    connector: 'symphonics',
    name: 'default',
    baseUrl: hub.sandbox.url,
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
  };
  await other.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', { input });
  const theirs = await health(other);
  expect(theirs).toMatchObject({ lastHour: { attempts: 0 }, lastSuccessAt: null, backlog: 0 });
  expect(theirs.budgets.map(({ used }) => used)).toEqual([0, 0]);
  hub.statements.length = 0;
  await health();
  expect(hub.statements.filter((statement) => /from integrations\./.test(statement))).toHaveLength(2);
});
