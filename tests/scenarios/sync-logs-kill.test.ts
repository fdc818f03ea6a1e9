import { createSymphonicsSandbox, type StartedSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import { createHubClient, type HubClient } from '../support/client.js';
import { finishedRun, onlyConnection, startRun } from '../support/connections.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { publishOne, signedDossier } from '../support/dossiers.js';
import { baseEnv } from '../support/hub.js';
import { type HubProcess, startHubProcess } from '../support/processes.js';

const key = 'bootstrap-key-of-the-tests';

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
  const env = { ...baseEnv(database.url, sandbox.url), DELIVERY_TIMEOUT_MS: '30000', HUB_BOOTSTRAP_ADMIN_KEY: key };
  const hub = await startHubProcess(['start'], env);
  return { hub, client: createHubClient(new URL(hub.url).origin, key) };
}

test('killed in the middle of a pull, the next process goes on behind the last record, and counts each once', async () => {
  const first = await startHub();
  for (let count = 0; count < 3; count += 1) await publishOne(first.client);
  const inOrder = await database.sql<{ external_id: string }>(
    'select external_id from integrations.deliveries order by created_at, id',
  );
  const paths = inOrder.map(({ external_id }) => `/crm/interventions/${external_id}`);
  sandbox.clearRequests();
  sandbox.faults.add({ match: { method: 'GET', path: paths[1] ?? '' }, fault: { kind: 'hang' } });
  const { id } = await startRun(first.client, await onlyConnection(first.client), 'PULL');
  await sandbox.waitForRequest(({ path }) => path === paths[1]);
  await first.hub.kill();
  await first.client.close();
  sandbox.faults.clear();

  const second = await startHub();
  const run = await finishedRun(second.client, id, 120_000);
  expect(run).toMatchObject({ status: 'COMPLETED', recordsProcessed: 3, recordsFailed: 0, errorLog: [] });
  const looks = sandbox.requests({ method: 'GET', path: '/crm/interventions/*' }).map(({ path }) => path);
  expect(looks).toEqual([paths[0], paths[1], paths[1], paths[2]]);
  await second.client.close();
  expect(await second.hub.stop()).toBe(0);
}, 180_000);

test('killed in the middle of a push, the next process brings what is left there, and nothing twice', async () => {
  const first = await startHub();
  // Finished while there was no connection.
  await database.sql('update integrations.connections set deleted_at = now()');
  const references: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    const { reference, watching } = await signedDossier(first.client);
    await watching.until(({ syncEvents }) => syncEvents.type === 'flow.skipped');
    watching.stop();
    references.push(reference);
  }
  await database.sql('update integrations.connections set deleted_at = null');
  sandbox.clearRequests();
  const create = { method: 'POST', path: '/crm/interventions' };
  sandbox.faults.add({ match: create, fault: { kind: 'hang-after-commit' }, times: 2 });
  const { id } = await startRun(first.client, await onlyConnection(first.client), 'PUSH');
  await sandbox.waitForRequest(() => sandbox.requests(create).length >= 2);
  await first.hub.kill();
  await first.client.close();
  sandbox.faults.clear();

  const second = await startHub();
  const run = await finishedRun(second.client, id, 120_000);
  expect(run).toMatchObject({ status: 'COMPLETED', recordsCreated: 5, recordsFailed: 0, errorLog: [] });
  const held = sandbox.state().interventions.map(({ external_id }) => external_id);
  expect(held.filter((reference) => references.includes(reference)).sort()).toEqual(references.sort());
  expect(sandbox.requests(create).filter(({ status }) => status === 409)).toEqual([]);
  await second.client.close();
  expect(await second.hub.stop()).toBe(0);
}, 180_000);
