import { isPublished, signedDossier } from '../support/dossiers.js';
import { baseEnv, startTestHub, type TestHub } from '../support/hub.js';
import { type HubProcess, startHubProcess } from '../support/processes.js';

let hub: TestHub;
const workers: HubProcess[] = [];
beforeEach(async () => {
  hub = await startTestHub({ workers: false });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await hub.close();
});

/** Patient with the vendor, so that it is the pause alone that comes between. */
async function startWorker(): Promise<HubProcess> {
  const env = { ...baseEnv(hub.database.url, hub.sandbox.url), DELIVERY_TIMEOUT_MS: '60000' };
  const worker = await startHubProcess(['worker'], env);
  workers.push(worker);
  return worker;
}

const create = { method: 'POST', path: '/crm/interventions' };

test('a worker that sleeps through its lease and wakes with the answer in its hand cannot settle what another has', async () => {
  const sleeper = await startWorker();
  hub.sandbox.faults.add({ match: create, fault: { kind: 'slow', delayMs: 1_000 } });
  const { id, reference, watching } = await signedDossier(hub.admin);
  await hub.sandbox.waitForRequest(({ method, path }) => method === create.method && path === create.path, 20_000);
  sleeper.pause();
  // The vendor has it and answers, and nobody is awake to hear it.
  await hub.sandbox.waitForRequest(({ path, status }) => path === create.path && status === 201);

  const other = await startWorker();
  await watching.until(isPublished, 45_000);
  expect(await other.stop()).toBe(0);
  const before = await onRecord(id);
  sleeper.resume();
  // What it does next shows that it is awake; and it does not end before it has finished what it was at.
  const next = await signedDossier(hub.admin);
  await next.watching.until(isPublished);
  expect(await sleeper.stop()).toBe(0);

  expect(await onRecord(id)).toEqual(before);
  expect(before.delivery).toMatchObject({ status: 'SUCCEEDED', total_attempts: 2, lease_id: null });
  expect(before.attempts).toMatchObject([
    { number: 1, outcome: 'INTERRUPTED', error_code: 'WORKER_LOST' },
    { number: 2, outcome: 'SUCCEEDED', error_code: null },
  ]);
  const succeeded = watching.received.filter(({ syncEvents }) => syncEvents.type === 'delivery.succeeded');
  expect(succeeded).toHaveLength(1);
  const sent = hub.sandbox.requests(create).map(({ body }) => (body as { external_id: string }).external_id);
  expect(sent).toEqual([reference, next.reference]);
  const stored = hub.sandbox.state().interventions.map(({ external_id }) => external_id);
  expect(stored).toEqual([reference, next.reference]);
}, 90_000);

/** Everything that the hub keeps of an intervention's delivery. */
async function onRecord(subjectId: string) {
  const { sql } = hub.database;
  const [[delivery], attempts, events] = await Promise.all([
    sql('select * from integrations.deliveries where subject_id = $1', [subjectId]),
    sql(
      `select a.* from integrations.delivery_attempts a join integrations.deliveries d on d.id = a.delivery_id
       where d.subject_id = $1 order by a.number`,
      [subjectId],
    ),
    sql('select * from integrations.sync_events where intervention_id = $1 order by sequence', [subjectId]),
  ]);
  return { delivery, attempts, events };
}
