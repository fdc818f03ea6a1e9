import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { runUnitOfWork } from '../../platform/service/unit-of-work.js';
import { workerCaller } from '../../subgraphs/integrations/deliveries/run-delivery.js';
import { pollVendorStatus } from '../../subgraphs/integrations/jobs/poll-vendor-status.js';
import { publishOne, watchIntervention } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  hub = await startTestHub({ now: () => new Date(Date.now() + ahead) });
});
afterEach(() => hub.close());

const hourMs = 3_600_000;
const looks = () => hub.sandbox.requests({ method: 'GET', path: '/crm/interventions/*' });
/** The hourly job, and the runs it starts until the workers are through with them. */
async function poll(): Promise<void> {
  await pollVendorStatus.handle({}, hub.assembly.services, new AbortController().signal);
  const running = "select id from integrations.sync_logs where status = 'RUNNING'";
  await eventually(async () => (await hub.database.sql(running)).length === 0, 'the runs are over');
}
const statusOf = async (id: string) => {
  const query = 'query ($id: ID!) { intervention(id: $id) { status syncStatus { vendorStatus } } }';
  const { intervention } = await hub.admin.data<{
    intervention: { status: string; syncStatus: { vendorStatus: string } };
  }>(query, { id });
  return `${intervention.status} ${intervention.syncStatus.vendorStatus}`;
};
/** The vendor decides, and its webhook is lost on the way. */
const decide = (status: string) =>
  hub.sandbox.sendEvent({
    event: 'intervention.status_update',
    url: 'http://127.0.0.1:9/nobody-listens',
    data: { intervention_id: hub.sandbox.state().interventions[0]?.id ?? '', new_status: status },
  });

test('a status of which no webhook told for a day is asked for, once a day, until it is final', async () => {
  const { id } = await publishOne(hub.admin);
  ahead = 23 * hourMs;
  await poll();
  expect(looks()).toEqual([]);
  ahead = 25 * hourMs;
  await poll();
  expect(looks()).toHaveLength(1);
  await poll();
  expect(looks()).toHaveLength(1);
  await decide('approved').catch(() => undefined);
  ahead = 50 * hourMs;
  const watching = watchIntervention(hub.admin, id);
  await poll();
  await watching.until(
    ({ syncEvents: { type, message } }) => type === 'delivery.vendor-status' && Boolean(message?.endsWith('approved')),
  );
  expect(await statusOf(id)).toBe('PUBLISHED approved');
  ahead = 100 * hourMs;
  await poll();
  expect(looks()).toHaveLength(2);
});

test('a refusal that is found in this way rejects the dossier', async () => {
  const { id } = await publishOne(hub.admin);
  await decide('rejected').catch(() => undefined);
  ahead = 25 * hourMs;
  const watching = watchIntervention(hub.admin, id);
  // As the schedule starts it.
  await runUnitOfWork(hub.assembly.services, { caller: workerCaller(firstOrganizationId), requestId: 'poll' }, (unit) =>
    unit.enqueue(pollVendorStatus, {}),
  );
  await watching.until(({ syncEvents }) => Boolean(syncEvents.message?.endsWith('to REJECTED')));
  expect(await statusOf(id)).toBe('REJECTED rejected');
});

test('an older status moves nothing back, and a vendor that is down is asked at the next run', async () => {
  const { id } = await publishOne(hub.admin);
  await hub.database.sql(
    "update integrations.deliveries set vendor_status = 'processing', vendor_status_at = now() + interval '1 hour'",
  );
  ahead = 25 * hourMs;
  hub.sandbox.faults.add({ match: { method: 'GET', path: '/crm/**' }, fault: { kind: 'reset' } });
  await poll();
  expect(await statusOf(id)).toBe('PUBLISHED processing');
  await poll();
  expect(looks()).toHaveLength(2);
  expect(await statusOf(id)).toBe('PUBLISHED processing');
});

test('each organization is asked for with its own connection, and sees its own alone', async () => {
  const { id } = await publishOne(hub.admin);
  const other = await hub.client({ organization: 'birch' });
  const input = {
    connector: 'symphonics',
    name: 'default',
    baseUrl: hub.sandbox.url,
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
  };
  await other.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', { input });
  const theirs = await publishOne(other);
  ahead = 25 * hourMs;
  await decide('approved').catch(() => undefined);
  await poll();
  expect(looks()).toHaveLength(2);
  expect(await statusOf(id)).toBe('PUBLISHED approved');
  const events = await hub.database.sql<{ organization_id: string }>(
    'select e.organization_id from integrations.sync_events e where intervention_id = $1',
    [theirs.id],
  );
  expect(new Set(events.map(({ organization_id }) => organization_id)).size).toBe(1);
  expect((await other.ask('query ($id: ID!) { intervention(id: $id) { id } }', { id })).data).toEqual({
    intervention: null,
  });
});
