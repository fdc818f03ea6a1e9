import type { ScriptedFaultInput } from '../../sandboxes/kit/faults.js';
import { createSymphonicsSandbox, type StartedSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import { createHubClient, type HubClient } from '../support/client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import {
  beginning,
  createIntervention,
  finishInstallation,
  isPublished,
  type SyncEventData,
  signContract,
  syncEventsQuery,
  watchIntervention,
} from '../support/dossiers.js';
import { baseEnv } from '../support/hub.js';
import { type HubProcess, startHubProcess } from '../support/processes.js';

const bootstrapKey = 'bootstrap-key-of-the-tests';

let database: TestDatabase;
let sandbox: StartedSymphonicsSandbox;
beforeAll(async () => {
  [database, sandbox] = await Promise.all([cloneDatabase(), createSymphonicsSandbox().start()]);
});
afterAll(async () => {
  await sandbox.close();
  await database.drop();
});

async function startHub(): Promise<{ hub: HubProcess; client: HubClient }> {
  const env = { ...baseEnv(database.url, sandbox.url), HUB_BOOTSTRAP_ADMIN_KEY: bootstrapKey };
  const hub = await startHubProcess(['start'], env);
  return { hub, client: createHubClient(new URL(hub.url).origin, bootstrapKey) };
}

const create = { method: 'POST', path: '/crm/interventions' };
const isCreateOf =
  (reference: string) =>
  ({ method, path, body }: { method: string; path: string; body: unknown }) =>
    method === 'POST' && path === create.path && (body as { external_id?: string }).external_id === reference;

/** The moments of a delivery at which the hub is killed: a fault that holds it there, and how to know that it is there. */
const moments: { name: string; fault?: ScriptedFaultInput['fault']; there(reference: string): Promise<unknown> }[] = [
  { name: 'right after the signature', there: async () => undefined },
  {
    name: 'while it asks for a token',
    fault: { kind: 'hang' },
    there: () => sandbox.waitForRequest(({ path }) => path === '/auth/token'),
  },
  {
    name: 'before the vendor has read it',
    fault: { kind: 'slow', delayMs: 60_000, processed: false },
    there: (reference) => sandbox.waitForRequest(isCreateOf(reference)),
  },
  {
    name: 'after the vendor has it, before it answers',
    fault: { kind: 'hang-after-commit' },
    there: (reference) => sandbox.waitForRequest(isCreateOf(reference)),
  },
  {
    name: 'while the answer drips in',
    fault: { kind: 'slow-body', chunkBytes: 1, intervalMs: 1_000 },
    there: (reference) => sandbox.waitForRequest(isCreateOf(reference)),
  },
  {
    name: 'as the answer comes in',
    there: (reference) => sandbox.waitForRequest((request) => isCreateOf(reference)(request) && request.status === 201),
  },
];

test('killed ten times over at different moments, the hub brings each dossier there exactly once, and no watcher misses an event', async () => {
  const references: string[] = [];
  const seen: string[] = [];
  let cursor = beginning;
  for (let round = 0; round < 10; round += 1) {
    const { hub, client } = await startHub();
    const watching = client.watch<SyncEventData>(syncEventsQuery, { id: null, after: cursor });
    const moment = moments[round % moments.length];
    if (!moment) throw new Error('no such moment');
    const { id, reference } = await createIntervention(client);
    references.push(reference);
    await finishInstallation(client, id);
    const path = moment.name.includes('token') ? '/auth/token' : create.path;
    if (moment.name.includes('token')) await database.sql('delete from integrations.access_tokens');
    if (moment.fault) sandbox.faults.add({ match: { method: 'POST', path }, fault: moment.fault });
    sandbox.clearRequests();
    await signContract(client, id);
    await moment.there(reference);
    await hub.kill();
    await watching.ended.catch(() => undefined);
    seen.push(...watching.received.map(({ syncEvents }) => syncEvents.cursor));
    cursor = seen.at(-1) ?? cursor;
    await client.close();
    sandbox.faults.clear();
  }

  const { hub, client } = await startHub();
  const rest = client.watch<SyncEventData>(syncEventsQuery, { id: null, after: cursor });
  await allPublished(client, references.length);
  const [events] = await database.sql<{ count: number }>('select count(*)::int as count from integrations.sync_events');
  const lastCursor = Buffer.from(`sync:${events?.count}`).toString('base64url');
  await rest.until(({ syncEvents }) => syncEvents.cursor === lastCursor);
  seen.push(...rest.received.map(({ syncEvents }) => syncEvents.cursor));

  const stored = sandbox.state().interventions.map(({ external_id }) => external_id);
  expect([...stored].sort()).toEqual([...references].sort());
  const expected = Array.from({ length: events?.count ?? 0 }, (_, index) =>
    Buffer.from(`sync:${index + 1}`).toString('base64url'),
  );
  expect(seen).toEqual(expected);
  const open = await database.sql("select id from integrations.delivery_attempts where outcome = 'RUNNING'");
  expect(open).toEqual([]);
  await client.close();
  expect(await hub.stop()).toBe(0);
}, 180_000);

/** Resolves when that many interventions are PUBLISHED; woken by each sync event of theirs. */
async function allPublished(client: HubClient, count: number): Promise<void> {
  const watching = client.watch<SyncEventData>(syncEventsQuery, { id: null, after: beginning });
  const references = new Set<string>();
  await watching.until((event) => {
    if (isPublished(event) && event.syncEvents.intervention) references.add(event.syncEvents.intervention.reference);
    return references.size === count;
  }, 90_000);
  watching.stop();
}

test('told to stop, the hub closes its streams with 1001, finishes what is under way, and leaves no job half done', async () => {
  const { hub, client } = await startHub();
  const { id, reference } = await createIntervention(client);
  const watching = watchIntervention(client, id);
  await finishInstallation(client, id);
  sandbox.faults.add({ match: create, fault: { kind: 'slow', delayMs: 500 } });
  await signContract(client, id);
  await sandbox.waitForRequest(isCreateOf(reference));
  const code = await hub.stop();
  await expect(watching.ended).rejects.toMatchObject({ code: 1001 });
  expect(code).toBe(0);
  const [delivery] = await database.sql('select status from integrations.deliveries where subject_id = $1', [id]);
  expect(delivery).toEqual({ status: 'SUCCEEDED' });
  await client.close();
}, 60_000);
