import { randomUUID } from 'node:crypto';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { replayDeliveries } from '../../subgraphs/integrations/replay/replay-job.js';
import { sweepReplays } from '../../subgraphs/integrations/replay/sweep-replays.js';
import {
  beginning,
  createIntervention,
  finishInstallation,
  isPublished,
  publishOne,
  type SyncEventData,
  signContract,
  syncEventsQuery,
  watchIntervention,
} from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
afterEach(() => hub.close());

const create = { method: 'POST', path: '/crm/interventions' };

interface Replay {
  id: string;
  status: string;
  total: number;
  takenUp: number;
  skipped: number;
  done: number;
  failed: number;
  requestedBy: string;
}

const replayFields = 'id status total takenUp skipped done failed requestedBy';

const preview = async (filter: object) =>
  (
    await hub.admin.data<{ previewReplay: { count: number; groups: object[]; deliveryIds: string[] } }>(
      'query ($filter: ReplayFilter!) { previewReplay(filter: $filter) { count groups { connector status errorCode count } deliveryIds } }',
      { filter },
    )
  ).previewReplay;

const replayCall = `mutation ($filter: ReplayFilter!, $count: Int!) {
  replayDeliveries(filter: $filter, expectedCount: $count) { ${replayFields} } }`;

const readReplay = async (id: string) =>
  (await hub.admin.data<{ replay: Replay }>(`query ($id: ID!) { replay(id: $id) { ${replayFields} } }`, { id })).replay;

async function refusedDossier() {
  const { id } = await createIntervention(hub.admin);
  const watching = watchIntervention(hub.admin, id);
  await finishInstallation(hub.admin, id);
  await signContract(hub.admin, id);
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.failed');
  return watching;
}

test('what failed is counted beforehand, refused when the count has changed, and taken up again once', async () => {
  hub = await startTestHub();
  hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 400 }, times: 3 });
  const dossiers = [await refusedDossier(), await refusedDossier()];
  const filter = { connector: 'symphonics', status: ['FAILED'], createdAfter: '2020-01-01T00:00:00Z' };
  const before = await preview(filter);
  expect(before).toMatchObject({ count: 2, groups: [{ connector: 'symphonics', status: 'FAILED', count: 2 }] });
  expect(before.deliveryIds).toHaveLength(2);
  const [group] = before.groups as { errorCode: string }[];
  expect(await preview({ errorCode: group?.errorCode })).toMatchObject({ count: 2 });
  for (const none of [{ errorCode: 'other' }, { action: 'other' }, { createdBefore: '2020-01-01T00:00:00Z' }]) {
    expect(await preview(none)).toEqual({ count: 0, groups: [], deliveryIds: [] });
  }

  dossiers.push(await refusedDossier());
  const refused = await hub.admin.ask(replayCall, { filter, count: 2 });
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT' });
  expect(hub.sandbox.requests(create)).toHaveLength(3);
  expect((await hub.admin.data<{ replays: object }>('{ replays { totalCount } }')).replays).toEqual({ totalCount: 0 });

  const told = hub.admin.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  const asked = await Promise.all([1, 2].map(() => hub.admin.ask(replayCall, { filter, count: 3 })));
  expect(asked.map(({ errors }) => errors?.[0]?.extensions?.code ?? 'ok').sort()).toEqual(['CONFLICT', 'ok']);
  await Promise.all(dossiers.map((watching) => watching.until(isPublished)));
  await told.until(({ syncEvents }) => syncEvents.type === 'replay.finished');
  expect(told.received.filter(({ syncEvents }) => syncEvents.type === 'replay.started')).toHaveLength(1);
  expect(hub.sandbox.requests(create)).toHaveLength(6);
  expect(hub.sandbox.state().interventions).toHaveLength(3);
  const { replays, deliveries } = await hub.admin.data<{
    replays: { nodes: Replay[] };
    deliveries: { nodes: { replayId: string; priority: number }[] };
  }>(`{ replays { nodes { ${replayFields} } } deliveries { nodes { replayId priority } } }`);
  const [{ id, ...replay }] = replays.nodes as [Replay];
  expect(replay).toEqual({
    status: 'FINISHED',
    total: 3,
    takenUp: 3,
    skipped: 0,
    done: 3,
    failed: 0,
    requestedBy: 'test',
  });
  expect(deliveries.nodes).toEqual([1, 2, 3].map(() => ({ replayId: id, priority: -1 })));
}, 60_000);

/** Deliveries that were given up, without the dossiers behind them: no worker is there to send them. */
const giveUp = (count: number) =>
  hub.database.sql(
    `insert into integrations.deliveries (id, organization_id, created_at, updated_at, connection_id, connector, action,
       subject_id, subject_reference, status, violations, requested_by)
     select gen_random_uuid(), c.organization_id, now() + n * interval '1 ms', now(), c.id, c.connector, 'publish-intervention',
       gen_random_uuid(), 'REF-' || n, 'FAILED', '[]', 'test'
     from integrations.connections c, generate_series(1, $1::int) n`,
    [count],
  );

const statuses = () =>
  hub.database.sql(
    'select status, count(*)::int as count from integrations.deliveries group by status order by status',
  );

test('a replay goes fifty at a time, does a batch once however often its job runs, and leaves alone what moved meanwhile', async () => {
  hub = await startTestHub({ workers: false });
  await giveUp(120);
  const { replayDeliveries: started } = await hub.admin.data<{ replayDeliveries: Replay }>(replayCall, {
    filter: {},
    count: 120,
  });
  expect(started).toMatchObject({ status: 'RUNNING', total: 120, takenUp: 0 });
  expect(await preview({})).toMatchObject({ count: 0 });
  const { id: replayId } = started;
  const run = (batch: number) => {
    const job = { organizationId: firstOrganizationId, replayId, batch };
    return replayDeliveries.handle(job, hub.assembly.services, new AbortController().signal);
  };
  const jobs = () =>
    hub.database.sql(
      `select data->'batch' as batch, start_after - (select max(taken_up_at) from integrations.replay_items) = interval '1 second' as later
       from jobs.job where name = 'replay-deliveries' order by data->'batch'`,
    );
  await Promise.all([run(0), run(0), run(0)]);
  await run(0);
  expect(await statuses()).toEqual([
    { status: 'FAILED', count: 70 },
    { status: 'PENDING', count: 50 },
  ]);
  expect(await jobs()).toEqual([
    { batch: 0, later: false },
    { batch: 1, later: true },
  ]);
  const [moved] = await hub.database.sql<{ id: string }>(
    `select id from integrations.deliveries where status = 'FAILED' order by created_at desc limit 1`,
  );
  await hub.admin.data('mutation ($id: ID!) { cancelDelivery(id: $id) { id } }', moved);
  await run(1);
  await run(2);
  expect(await readReplay(replayId)).toMatchObject({ status: 'FINISHED', takenUp: 120, skipped: 1, done: 0 });
  expect(await statuses()).toEqual([
    { status: 'CANCELLED', count: 1 },
    { status: 'PENDING', count: 119 },
  ]);
});

test('a replay whose job was lost goes on', async () => {
  hub = await startTestHub({ workers: false, now: () => new Date(Date.now() + 120_000) });
  await giveUp(1);
  await hub.admin.data(replayCall, { filter: { status: ['FAILED'] }, count: 1 });
  await hub.database.sql(`delete from jobs.job where name = 'replay-deliveries'`);
  await hub.database.sql(`update integrations.replays set next_batch_at = now()`);
  await sweepReplays.handle({}, hub.assembly.services, new AbortController().signal);
  expect(
    await hub.database.sql(`select data->'batch' as batch from jobs.job where name = 'replay-deliveries'`),
  ).toEqual([{ batch: 0 }]);
});

test('replays are for those who may operate, of their own organization alone', async () => {
  hub = await startTestHub({ workers: false });
  await giveUp(2);
  const reader = await hub.client({ scopes: ['integrations:read'] });
  expect((await reader.ask(replayCall, { filter: {}, count: 2 })).errors?.[0]?.extensions?.code).toBe(
    'UNAUTHORIZED_FIELD_OR_TYPE',
  );
  const stranger = await hub.client({ organization: 'elsewhere' });
  expect((await stranger.ask(replayCall, { filter: {}, count: 2 })).errors).toMatchObject([
    { message: expect.stringContaining('means 0 deliveries'), extensions: { code: 'CONFLICT' } },
  ]);
  expect((await hub.admin.ask(replayCall, { filter: {}, count: 0 })).errors?.[0]?.extensions?.code).toBe(
    'INVALID_INPUT',
  );
  const settled = await hub.admin.ask(replayCall, { filter: { status: ['SUCCEEDED'] }, count: 2 });
  expect(settled.errors).toHaveLength(1);
  expect(await statuses()).toEqual([{ status: 'FAILED', count: 2 }]);
});

const webhooksQuery = '{ inboundWebhooks { nodes { id outcome message } } }';
const replayWebhookCall = 'mutation ($id: ID!) { replayWebhook(id: $id) { outcome } }';

test('a webhook applied again changes nothing that newer news or a person has settled since', async () => {
  hub = await startTestHub();
  const { id, reference } = await publishOne(hub.admin);
  const vendorId = hub.sandbox.state().interventions[0]?.id;
  const watching = watchIntervention(hub.admin, id);
  const tell = (new_status: string, timestamp: Date) =>
    fetch(`${hub.sandbox.url}/__control/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event: 'intervention.status_update',
        url: `${hub.url}/api/webhooks/symphonics`,
        timestamp: timestamp.toISOString(),
        data: { intervention_id: vendorId, external_id: reference, new_status },
      }),
    });
  const applied = (status: string) =>
    watching.until(
      ({ syncEvents: { type, message } }) => type === 'delivery.vendor-status' && (message?.includes(status) ?? false),
    );
  await tell('rejected', new Date(Date.now() - 20_000));
  await applied('rejected');
  await watching.until(({ syncEvents: { message } }) => message?.endsWith('to REJECTED') ?? false);
  await tell('validated', new Date(Date.now() - 10_000));
  await applied('validated');

  const { inboundWebhooks } = await hub.admin.data<{
    inboundWebhooks: { nodes: { id: string; outcome: string; message: string }[] };
  }>(webhooksQuery);
  const [newer, older] = inboundWebhooks.nodes;
  const events = () =>
    watching.received.filter(({ syncEvents }) => syncEvents.type === 'delivery.vendor-status').length;
  for (const again of [older, newer, older]) {
    const before = events();
    expect((await hub.admin.data<{ replayWebhook: object }>(replayWebhookCall, again)).replayWebhook).toEqual({
      outcome: 'RECEIVED',
    });
    await watching.until(() => events() > before);
  }
  const after = await hub.admin.data(
    `query ($id: ID!) {
    intervention(id: $id) { syncStatus { vendorStatus } } ${webhooksQuery.slice(1)}`,
    { id },
  );
  expect(after).toEqual({
    intervention: { syncStatus: { vendorStatus: 'validated' } },
    inboundWebhooks: {
      nodes: [
        { ...newer, outcome: 'APPLIED' },
        { ...older, outcome: 'APPLIED', message: expect.stringContaining('changed nothing') },
      ],
    },
  });
  const rejections = watching.received.filter(({ syncEvents: { message } }) => message?.endsWith('to REJECTED'));
  expect(rejections).toHaveLength(1);
  const unknown = await hub.admin.ask(replayWebhookCall, { id: randomUUID() });
  expect(unknown.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
}, 60_000);
