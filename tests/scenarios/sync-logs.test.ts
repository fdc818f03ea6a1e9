import { syncConnection } from '../../subgraphs/integrations/sync-logs/sync-job.js';
import type { HubClient } from '../support/client.js';
import { connect, finishedRun, goodCredentials, runOf, runThrough, startRun } from '../support/connections.js';
import {
  beginning,
  completeDossier,
  createIntervention,
  publishOne,
  type SyncEventData,
  signedDossier,
  syncEventsQuery,
} from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
/** An organization that finished things before it had a connection. */
let client: HubClient;
let connection: string;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  hub = await startTestHub({ now: () => new Date(Date.now() + ahead) });
  client = await hub.client({ organization: 'late' });
});
afterEach(() => hub.close());

const creates = () => hub.sandbox.requests({ method: 'POST', path: '/crm/interventions' });
const looks = () => hub.sandbox.requests({ method: 'GET', path: '/crm/interventions/*' });
const connected = async () => {
  connection = await connect(client, { baseUrl: hub.sandbox.url });
};
const syncEvents = async (who: HubClient) => {
  const watching = who.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  await watching.until((event) => event.syncEvents.type === 'sync.completed');
  watching.stop();
  return watching.received.map((event) => event.syncEvents.type).filter((type) => type.startsWith('sync.'));
};

/** Finished and signed while nobody was there to send it to. */
async function leftBehind(input: object = completeDossier()) {
  const { watching, ...made } = await signedDossier(client, input);
  await watching.until((event) => event.syncEvents.type === 'flow.skipped');
  watching.stop();
  return made;
}

test('a push sends what was finished before, once; what is there or under way is not sent again', async () => {
  const dossiers = [await leftBehind(), await leftBehind(), await leftBehind()];
  const draft = await createIntervention(client);
  await connected();
  const first = await runThrough(client, connection, 'PUSH');
  expect(first).toMatchObject({
    type: 'PUSH',
    status: 'COMPLETED',
    requestedBy: 'test',
    recordsProcessed: 3,
    recordsCreated: 3,
    recordsUpdated: 0,
    recordsFailed: 0,
    errorLog: [],
    connection: { lastSyncAt: first.completedAt, lastSyncStatus: 'SUCCESS' },
  });
  const stored = hub.sandbox.state().interventions.map(({ external_id }) => external_id);
  expect([...stored].sort()).toEqual(dossiers.map(({ reference }) => reference).sort());
  expect(stored).not.toContain(draft.reference);
  expect(await syncEvents(client)).toEqual(['sync.started', 'sync.completed']);
  const again = await runThrough(client, connection, 'PUSH');
  expect(again).toMatchObject({ status: 'COMPLETED', recordsCreated: 0, recordsFailed: 0 });
  expect(creates()).toHaveLength(3);
  const { deliveries } = await client.data<{ deliveries: { nodes: object[] } }>(
    '{ deliveries { nodes { requestedBy } } }',
  );
  expect(deliveries.nodes).toEqual(dossiers.map(() => ({ requestedBy: `sync ${first.id}` })));
}, 60_000);

test('what cannot be brought there is counted and named; mended and pushed again, it is there', async () => {
  const { site, ...rest } = completeDossier();
  const lacking = await leftBehind({ ...rest, site: { ...site, pdl: null } });
  const refused = await leftBehind();
  await connected();
  hub.sandbox.faults.add({
    match: { method: 'POST', path: '/crm/interventions' },
    fault: { kind: 'status', status: 422 },
  });
  const run = await runThrough(client, connection, 'PUSH');
  expect(run).toMatchObject({ status: 'COMPLETED', recordsProcessed: 2, recordsCreated: 0, recordsFailed: 2 });
  expect(run.connection.lastSyncStatus).toBe('PARTIAL');
  const byReference = new Map(run.errorLog.map((error) => [error.reference, error]));
  expect(byReference.get(lacking.reference)).toMatchObject({ code: 'BLOCKED', message: 'missing data' });
  expect(byReference.get(refused.reference)).toMatchObject({ deliveryId: expect.any(String) });
  const second = await runThrough(client, connection, 'PUSH');
  expect(second).toMatchObject({ recordsProcessed: 2, recordsCreated: 1, recordsFailed: 1 });
}, 60_000);

test('a pull asks for what is in flight and takes over what is news; a full run also for what is decided', async () => {
  await connected();
  const dossiers = [await publishOne(client), await publishOne(client)];
  const [one, two] = hub.sandbox.state().interventions;
  const decide = (id: string | undefined, status: string) =>
    hub.sandbox
      .sendEvent({
        event: 'intervention.status_update',
        url: 'http://127.0.0.1:9/nobody-listens',
        data: { intervention_id: id ?? '', new_status: status },
      })
      .catch(() => undefined);
  await decide(one?.id, 'approved');
  const pull = await runThrough(client, connection, 'PULL');
  expect(pull).toMatchObject({ status: 'COMPLETED', recordsProcessed: 2, recordsUpdated: 1, recordsCreated: 0 });
  await decide(two?.id, 'processing');
  const incremental = await runThrough(client, connection, 'INCREMENTAL');
  expect(incremental).toMatchObject({ recordsProcessed: 1, recordsUpdated: 1 });
  const full = await runThrough(client, connection, 'FULL');
  expect(full).toMatchObject({ recordsProcessed: 2, recordsUpdated: 0 });
  expect(creates()).toHaveLength(2);
  const query = 'query ($id: ID!) { intervention(id: $id) { syncStatus { vendorStatus } } }';
  const statuses = await Promise.all(dossiers.map(({ id }) => client.data(query, { id })));
  expect(JSON.stringify(statuses)).toContain('approved');
}, 60_000);

test('an incremental run looks at what has changed since the run before, a full one at all of it', async () => {
  const old = await leftBehind();
  await connected();
  await runThrough(client, connection, 'FULL');
  expect(creates()).toHaveLength(1);
  // As if its acceptance had been forgotten, long ago: only a run over everything can notice.
  await hub.database.sql(
    `update interventions.interventions set status = 'INSTALLATION_DONE', updated_at = now() - interval '1 day' where id = $1`,
    [old.id],
  );
  expect(await runThrough(client, connection, 'INCREMENTAL')).toMatchObject({ recordsProcessed: 1, recordsCreated: 0 });
  expect(await runThrough(client, connection, 'FULL')).toMatchObject({ recordsProcessed: 2, recordsCreated: 0 });
  expect(creates()).toHaveLength(1);
}, 60_000);

test('one run of a connection at a time, none of a paused one; a run can be stopped, over REST too', async () => {
  await leftBehind();
  await connected();
  const held = await client.data<{ pauseConnection: object }>(
    'mutation ($id: ID!) { pauseConnection(id: $id) { id } }',
    { id: connection },
  );
  expect(held).toBeTruthy();
  const path = `/api/v1/integrations/${connection}`;
  const paused = await client.rest('POST', `${path}/sync`);
  expect(paused).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  await client.data('mutation ($id: ID!) { resumeConnection(id: $id) { id } }', { id: connection });
  hub.sandbox.faults.add({ match: { method: 'POST', path: '/crm/interventions' }, fault: { kind: 'hang' }, times: 10 });
  const starts = await Promise.all(Array.from({ length: 5 }, () => client.rest('POST', `${path}/sync`)));
  expect(starts.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
  const { log } = (starts.find(({ status }) => status === 202) ?? { body: {} }).body as { log: { id: string } };
  expect(log).toMatchObject({ type: 'INCREMENTAL', status: 'RUNNING' });
  for (const { body } of starts.filter(({ status }) => status === 409)) {
    expect(body).toMatchObject({ code: 'CONFLICT', syncLogId: log.id });
  }
  const stop = 'mutation ($id: ID!) { cancelSync(syncLogId: $id) { status completedAt } }';
  expect(await client.data(stop, { id: log.id })).toMatchObject({ cancelSync: { status: 'CANCELLED' } });
  expect((await client.ask(stop, { id: log.id })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
  const logs = await client.rest('GET', `${path}/logs?status=CANCELLED&type=INCREMENTAL`);
  expect(logs.body).toMatchObject({ totalCount: 1, logs: [{ id: log.id, status: 'CANCELLED' }] });
  expect((await client.rest('GET', `${path}/logs?type=PULL`)).body).toMatchObject({ totalCount: 0 });
  const wrong = await client.rest('POST', `${path}/sync`, {
    headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'SIDEWAYS' }),
  });
  expect(wrong.status).toBe(400);
  expect(JSON.stringify(wrong.body)).toMatch(/type/);
  const stranger = await hub.client({ organization: 'strangers' });
  expect(await stranger.data('query ($id: ID!) { syncLog(id: $id) { id } }', { id: log.id })).toEqual({
    syncLog: null,
  });
  expect((await stranger.ask(stop, { id: log.id })).errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
}, 60_000);

test('a pull leaves half of the rate budget to the deliveries, and goes on when there is room again', async () => {
  await connected();
  for (let count = 0; count < 3; count += 1) await publishOne(client);
  const limits = [{ window: 'minute', requests: 4, windowMs: 60_000 }];
  const update =
    'mutation ($id: ID!, $input: UpdateConnectionInput!) { updateConnection(id: $id, input: $input) { id } }';
  await client.data(update, { id: connection, input: { limits } });
  ahead = 120_000;
  hub.sandbox.clearRequests();
  const { id } = await startRun(client, connection, 'PULL');
  const watched = (processed: number) =>
    eventually(async () => {
      const run = await runOf(client, id);
      return run.recordsProcessed === processed && run;
    }, `${processed} records processed`);
  expect((await watched(2)).status).toBe('RUNNING');
  const { organizationId, step } = await nextStep(id, 1);
  expect(looks()).toHaveLength(2);
  ahead += 62_000;
  await syncConnection.handle(
    { organizationId, syncLogId: id, step },
    hub.assembly.services,
    new AbortController().signal,
  );
  expect(await finishedRun(client, id)).toMatchObject({ status: 'COMPLETED', recordsProcessed: 3, recordsFailed: 0 });
  expect(looks()).toHaveLength(3);
}, 60_000);

/** The log as it is stored, once it has come to that step or further. */
const nextStep = (id: string, atLeast: number) =>
  eventually(async () => {
    const [row] = await hub.database.sql<{ organization_id: string; step: number; next_step_at: Date }>(
      'select organization_id, step, next_step_at from integrations.sync_logs where id = $1',
      [id],
    );
    const due = Number(row?.next_step_at) > Date.now() + ahead + 5_000;
    return row && row.step >= atLeast && due && { organizationId: row.organization_id, step: row.step };
  }, `the log at step ${atLeast}`);

test('credentials that are not accepted end a pull at once, and say so', async () => {
  await connected();
  for (let count = 0; count < 3; count += 1) await publishOne(client);
  const update =
    'mutation ($id: ID!, $input: UpdateConnectionInput!) { updateConnection(id: $id, input: $input) { id } }';
  await client.data(update, { id: connection, input: { credentials: { ...goodCredentials, clientSecret: 'wrong' } } });
  const run = await runThrough(client, connection, 'PULL');
  expect(run).toMatchObject({ status: 'FAILED', recordsProcessed: 1, recordsFailed: 1 });
  expect(run.connection.lastSyncStatus).toBe('FAILED');
  expect(run.errorLog.at(-1)).toMatchObject({ reference: null, message: expect.stringMatching(/credentials/) });
}, 60_000);
