import { createHubClient, type HubClient } from '../support/client.js';
import { beginning, createIntervention, type SyncEventData, syncEventsQuery } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub.close());

const revoke = (key: string) =>
  hub.database.sql('update access.api_keys set revoked_at = now() where prefix = $1', [key.slice(0, 10)]);
const expire = (key: string) =>
  hub.database.sql("update access.api_keys set expires_at = now() - interval '1 s' where prefix = $1", [
    key.slice(0, 10),
  ]);
/** Watches an intervention that has its first event already. */
const watch = async (client: HubClient, id: string) => {
  const watching = client.watch<SyncEventData>(syncEventsQuery, { id, after: beginning });
  await watching.until(({ syncEvents }) => syncEvents.type === 'intervention.status');
  return watching;
};
const move = (id: string, status: string) =>
  hub.admin.data(
    'mutation ($id: ID!, $status: InterventionStatus!) { changeInterventionStatus(id: $id, status: $status) { id } }',
    { id, status },
  );

test.each([
  ['revoked', revoke],
  ['expired', expire],
])('a key that is %s ends its streams though nothing happens on them, and nobody else’s', async (_, end) => {
  const { id } = await createIntervention(hub.admin);
  const leaving = await hub.client();
  const [theirs, ours] = await Promise.all([watch(leaving, id), watch(hub.admin, id)]);
  await end(leaving.key);
  const said = await theirs.ended.then(
    () => 'without a word',
    (error: unknown) => JSON.stringify(error),
  );
  expect(said).toContain('UNAUTHENTICATED');
  await move(id, 'SCHEDULED');
  await ours.until(() => ours.received.length > 1);
  expect(theirs.received).toHaveLength(1);
  ours.stop();
});

test('a key that may do something else than before has to open its streams again', async () => {
  const { id } = await createIntervention(hub.admin);
  const lesser = await hub.client();
  const watching = await watch(lesser, id);
  await hub.database.sql(`update access.api_keys set scopes = '["interventions:read"]' where prefix = $1`, [
    lesser.key.slice(0, 10),
  ]);
  await expect(watching.ended).rejects.toBeDefined();
});

test('a revoked key opens nothing: no request, no stream', async () => {
  const leaving = await hub.client();
  await leaving.data('{ __typename }');
  await revoke(leaving.key);
  const refused = async () => (await leaving.ask('{ __typename }')).errors?.[0]?.extensions?.code;
  expect(await eventually(refused, 'the key is refused')).toBe('UNAUTHENTICATED');
  expect((await leaving.rest('GET', '/api/integrations/health')).status).toBe(401);
  const late = createHubClient(hub.url, leaving.key);
  const watching = late.watch('subscription { syncEvents { cursor } }');
  await expect(watching.ended).rejects.toMatchObject({ code: 4403 });
  await late.close();
});
