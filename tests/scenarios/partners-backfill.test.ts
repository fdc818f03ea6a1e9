import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { backfillPartner, sweepBackfills } from '../../subgraphs/integrations/partners/backfill/jobs.js';
import type { HubClient } from '../support/client.js';
import {
  beginning,
  completeDossier,
  createIntervention,
  type SyncEventData,
  syncEventsQuery,
} from '../support/dossiers.js';
import { baseEnv, startTestHub, type TestHub } from '../support/hub.js';
import { startPartner, type TestPartner, updatePartner } from '../support/partners.js';
import { type HubProcess, startHubProcess } from '../support/processes.js';

let minutes = 0;
let hub: TestHub;
let partner: TestPartner;
beforeEach(async () => {
  minutes = 0;
  hub = await startTestHub({ workers: false, now: () => new Date(Date.now() + minutes * 60_000) });
  partner = await startPartner(hub.admin, 'Acme');
});
afterEach(async () => {
  await hub.close();
  await partner.sandbox.close();
});

const year = { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' };

/** Dossiers that were published in June 2024, before there was a partner. */
async function publishedBefore(count: number, change: object = {}): Promise<string[]> {
  const dossier = completeDossier();
  const documents = dossier.documents.map((document) => ({ ...document, signedAt: '2024-06-01T12:00:00Z' }));
  const input = { ...dossier, documents, ...change };
  const references = [];
  for (let made = 0; made < count; made += 1) references.push((await createIntervention(hub.admin, input)).reference);
  await hub.database.sql(
    `update interventions.interventions set status = 'PUBLISHED', completed_at = '2024-06-01T12:00:00Z' where reference = any ($1)`,
    [references],
  );
  return references;
}

interface Preview {
  count: number;
  alreadyAsked: number;
  references: string[];
  partner: { name: string };
}

const preview = async (client: HubClient, range: object = year) => {
  const query = `query ($id: ID!, $from: DateTime!, $to: DateTime!) { previewBackfill(partnerId: $id, from: $from, to: $to) {
    count alreadyAsked references partner { name } } }`;
  return (await client.data<{ previewBackfill: Preview }>(query, { id: partner.id, ...range })).previewBackfill;
};

const fields = 'id status total takenUp skipped done failed from to requestedBy partner { name }';

interface Backfill {
  id: string;
  status: string;
  takenUp: number;
  done: number;
}

const start = `mutation ($id: ID!, $from: DateTime!, $to: DateTime!, $count: Int) {
  backfillPartner(id: $id, from: $from, to: $to, expectedCount: $count) { ${fields} } }`;

const read = async (id: string) =>
  (await hub.admin.data<{ backfill: Backfill }>(`query ($id: ID!) { backfill(id: $id) { ${fields} } }`, { id }))
    .backfill;

const run = (backfillId: string, batch: number) =>
  backfillPartner.handle(
    { organizationId: firstOrganizationId, backfillId, batch },
    hub.assembly.services,
    new AbortController().signal,
  );

const batchesQueued = () =>
  hub.database.sql(
    `select (data->>'batch')::int as batch from jobs.job where name = 'backfill-partner' order by created_on`,
  );

test('it is counted first, goes twenty a second, does a batch once, and a lost job is found again', async () => {
  await publishedBefore(25);
  const elsewhere = { ...completeDossier().site, postalCode: '13001' };
  const others = await publishedBefore(2, { site: elsewhere });
  await updatePartner(hub.admin, partner.id, { subscription: { departments: ['75'] } });
  const counted = await preview(hub.admin);
  expect(counted).toMatchObject({ count: 25, alreadyAsked: 0, partner: { name: 'Acme' } });
  expect(counted.references).toHaveLength(20);
  expect(counted.references).not.toContain(others[0]);
  expect(await preview(hub.admin, { ...year, from: '2024-07-01T00:00:00Z' })).toMatchObject({ count: 0 });

  const ask = (variables: object) => hub.admin.ask(start, { id: partner.id, ...year, ...variables });
  const code = async (answer: ReturnType<typeof ask>) => (await answer).errors?.[0]?.extensions?.code;
  expect(await code(ask({ count: 24 }))).toBe('CONFLICT');
  expect(await code(ask({ from: year.to, to: year.from }))).toBe('INVALID_INPUT');
  await updatePartner(hub.admin, partner.id, { authorised: false });
  expect(await code(ask({ count: 25 }))).toBe('CONFLICT');
  await updatePartner(hub.admin, partner.id, { authorised: true });
  expect(await hub.admin.data('{ backfills { totalCount } }')).toEqual({ backfills: { totalCount: 0 } });

  const { data } = await ask({ count: 25 });
  const { id, ...started } = (data as { backfillPartner: Backfill & object }).backfillPartner;
  expect(started).toMatchObject({
    status: 'RUNNING',
    total: 25,
    takenUp: 0,
    requestedBy: 'test',
    partner: { name: 'Acme' },
  });
  await Promise.all([run(id, 0), run(id, 0), run(id, 0)]);
  await run(id, 0);
  expect(await read(id)).toMatchObject({ status: 'RUNNING', takenUp: 20, skipped: 0, done: 0 });
  expect(await batchesQueued()).toEqual([{ batch: 0 }, { batch: 1 }]);

  await hub.database.sql(`delete from jobs.job where name = 'backfill-partner'`);
  minutes = 2;
  await sweepBackfills.handle({}, hub.assembly.services, new AbortController().signal);
  expect(await batchesQueued()).toEqual([{ batch: 1 }]);
  await run(id, 1);
  expect(await read(id)).toMatchObject({ status: 'FINISHED', takenUp: 25, skipped: 0 });
  expect(await preview(hub.admin)).toMatchObject({ count: 0, alreadyAsked: 25 });
  const deliveries = await hub.database.sql(
    'select count(*)::int as count, count(distinct subject_id)::int as subjects, max(priority) as priority from integrations.deliveries',
  );
  expect(deliveries).toEqual([{ count: 25, subjects: 25, priority: -1 }]);
}, 60_000);

test('two that overlap send nothing twice, and one whose partner is no longer authorised stops', async () => {
  await publishedBefore(22);
  const begin = async () =>
    (await hub.admin.data<{ backfillPartner: Backfill }>(start, { id: partner.id, ...year })).backfillPartner.id;
  const ids = [await begin(), await begin()] as const;
  await Promise.all(ids.map((id) => run(id, 0)));
  await updatePartner(hub.admin, partner.id, { authorised: false });
  await run(ids[0], 1);
  await updatePartner(hub.admin, partner.id, { authorised: true });
  await run(ids[1], 1);
  expect(await read(ids[0])).toMatchObject({ status: 'STOPPED', takenUp: 20 });
  expect(await read(ids[1])).toMatchObject({ status: 'FINISHED', takenUp: 22 });
  const [row] = await hub.database.sql<{ count: number }>('select count(*)::int as count from integrations.deliveries');
  expect(row).toEqual({ count: 22 });
}, 60_000);

test('killed in the middle and taken up by another worker, it brings each dossier once', async () => {
  const references = await publishedBefore(30);
  const { backfillPartner: begun } = await hub.admin.data<{ backfillPartner: Backfill }>(start, {
    id: partner.id,
    ...year,
    count: 30,
  });
  const workers: HubProcess[] = [];
  const startWorker = async () => {
    const worker = await startHubProcess(['worker'], baseEnv(hub.database.url, hub.sandbox.url));
    workers.push(worker);
    return worker;
  };
  try {
    const victim = await startWorker();
    const seen = () => partner.sandbox.state().interventions.length;
    await partner.sandbox.waitForRequest(() => seen() >= 3, 30_000);
    await victim.kill();
    expect(seen()).toBeLessThan(30);
    await startWorker();
    await partner.sandbox.waitForRequest(() => seen() === 30, 60_000);
    const watching = hub.admin.watch<SyncEventData>(syncEventsQuery, { id: null, after: beginning });
    const there = new Set<string | null>();
    await watching.until(({ syncEvents: { type, message } }) => {
      if (type === 'delivery.succeeded') there.add(message);
      return there.size === 30;
    }, 60_000);
    watching.stop();
    expect(await read(begun.id)).toMatchObject({ status: 'FINISHED', takenUp: 30, done: 30, failed: 0 });
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
  }
  const stored = partner.sandbox.state().interventions.map(({ external_id }) => external_id);
  expect(stored.sort()).toEqual(references.sort());
  const twice = partner.sandbox
    .requests({ method: 'POST', path: '/crm/interventions' })
    .filter(({ status }) => status === 409);
  expect(twice).toEqual([]);
}, 120_000);
