import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { runUnitOfWork } from '../../platform/service/unit-of-work.js';
import { workerCaller } from '../../subgraphs/integrations/deliveries/run-delivery.js';
import { sweepDeliveries } from '../../subgraphs/integrations/jobs/sweep-deliveries.js';
import type { HubClient } from '../support/client.js';
import { newlyConnected } from '../support/connections.js';
import { completeDossier, finishedDossier, isPublished, signContract } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
/** Each test's own. */
let client: HubClient;
let connection: string;
beforeAll(async () => {
  hub = await startTestHub();
});
beforeEach(async () => {
  ({ client, connection } = await newlyConnected(hub));
});
afterAll(() => hub.close());

const create = { method: 'POST', path: '/crm/interventions' };

/** The connection, with a budget small enough to be used up in a test. */
async function limitTo(limits: { window: string; requests: number; windowMs: number }[]): Promise<void> {
  const input = {
    connector: 'symphonics',
    name: 'default',
    baseUrl: hub.sandbox.url,
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
    limits,
  };
  await client.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', { input });
}

async function finished(count: number) {
  const dossiers = [];
  for (let made = 0; made < count; made += 1) {
    dossiers.push(await finishedDossier(client));
  }
  return dossiers;
}

interface Health {
  connectionId: string;
  circuit: string;
  probeAt: string | null;
  backlog: number;
  budgets: { window: string; requests: number; used: number; remaining: number }[];
}

async function health(): Promise<Health | undefined> {
  const query =
    '{ integrationHealth { connectionId circuit probeAt backlog budgets { window requests used remaining } } }';
  return (await client.data<{ integrationHealth: Health[] }>(query)).integrationHealth[0];
}

test('no stretch of the window holds more requests than the vendor allows; what waits says why and until when, and uses no attempt', async () => {
  const windowMs = 2_000;
  await limitTo([{ window: 'two seconds', requests: 4, windowMs }]);
  const dossiers = await finished(11);
  await Promise.all(dossiers.map(({ id }) => signContract(client, id)));
  const waited = await Promise.any(
    dossiers.map(({ watching }) => watching.until(({ syncEvents }) => syncEvents.type === 'delivery.blocked')),
  );
  expect(waited.syncEvents.message).toMatch(/waits for symphonics until .*: rate budget \(two seconds\)/);
  await Promise.all(dossiers.map(({ watching }) => watching.until(isPublished)));
  const sent = hub.sandbox.requests(create).map(({ at }) => at);
  expect(sent).toHaveLength(11);
  for (const [index, at] of sent.entries()) {
    const within = sent.slice(index).filter((other) => other - at < windowMs).length;
    expect(within).toBeLessThanOrEqual(4);
  }
  const [row] = await hub.database.sql(
    'select count(*)::int as attempts from integrations.delivery_attempts where connection_id = $1',
    [connection],
  );
  expect(row).toEqual({ attempts: 11 });
}, 60_000);

test('not even where each request takes its time on the way', async () => {
  const windowMs = 2_000;
  await limitTo([{ window: 'two seconds', requests: 2, windowMs }]);
  // The answers of the first window come when the second has begun.
  hub.sandbox.faults.add({ match: create, fault: { kind: 'slow', delayMs: 2_500 }, times: 2 });
  const dossiers = await finished(4);
  await Promise.all(dossiers.map(({ id }) => signContract(client, id)));
  await Promise.all(dossiers.map(({ watching }) => watching.until(isPublished)));
  const [, second = 0, third = 0] = hub.sandbox.requests(create).map(({ at }) => at);
  // Whether it reached the vendor at once or with its answer, nobody can tell.
  expect(third - second).toBeGreaterThanOrEqual(windowMs + 2_500);
}, 60_000);

test('what a person asks for goes before the backlog', async () => {
  await limitTo([{ window: 'second', requests: 1, windowMs: 1_000 }]);
  const dossiers = await finished(6);
  await Promise.all(dossiers.map(({ id }) => signContract(client, id)));
  await Promise.all(
    dossiers.map(({ watching }) =>
      watching.until(({ syncEvents }) => ['delivery.blocked', 'delivery.sending'].includes(syncEvents.type)),
    ),
  );
  const urgent = dossiers.at(-1);
  if (!urgent) throw new Error('there is none');
  await client.rest('POST', `/api/interventions/${urgent.id}/publish`);
  await Promise.all(dossiers.map(({ watching }) => watching.until(isPublished)));
  const order = hub.sandbox.requests(create).map(({ body }) => (body as { external_id: string }).external_id);
  expect(order.indexOf(urgent.reference)).toBeLessThanOrEqual(2);
}, 60_000);

test('the vendor’s own word corrects the budget: at zero left, all wait for its reset', async () => {
  const reset = Math.floor(Date.now() / 1_000) + 3;
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 429, headers, retryAfter: 2 } });
  const dossiers = await finished(3);
  const [first, ...others] = dossiers;
  if (!first) throw new Error('there is none');
  await signContract(client, first.id);
  await first.watching.until(({ syncEvents }) => syncEvents.type === 'delivery.retrying');
  await Promise.all(others.map(({ id }) => signContract(client, id)));
  await Promise.all(dossiers.map(({ watching }) => watching.until(isPublished)));
  const [refused, ...after] = hub.sandbox.requests(create).map(({ at }) => at);
  expect(Math.min(...after) - (refused ?? 0)).toBeGreaterThanOrEqual(2_000);
  expect(after).toHaveLength(3);
}, 60_000);

test('a vendor that fails ten times in a row is left alone; deliveries wait unharmed and go on when the circuit is reset', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'reset' }, times: 100 });
  const dossiers = await finished(5);
  await Promise.all(dossiers.map(({ id }) => signContract(client, id)));
  await Promise.any(
    dossiers.map(({ watching }) =>
      watching.until(({ syncEvents }) => syncEvents.message?.includes('open circuit') ?? false),
    ),
  );
  const open = await health();
  expect(open).toMatchObject({ circuit: 'OPEN', probeAt: expect.any(String) });
  // Ten that failed, and those that were under way when the tenth did.
  expect(hub.sandbox.requests(create).length).toBeLessThanOrEqual(15);
  hub.sandbox.faults.clear();
  await client.data('mutation ($id: ID!) { resetCircuit(id: $id) { id } }', { id: open?.connectionId });
  await Promise.all(dossiers.map(({ watching }) => watching.until(isPublished)));
  expect(hub.sandbox.state().interventions).toHaveLength(5);
  expect(await health()).toMatchObject({ circuit: 'CLOSED', probeAt: null, backlog: 0 });
}, 60_000);

test('once the wait is over, one delivery goes and sees; its success lets all the others go', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 503 }, times: 100 });
  const dossiers = await finished(4);
  await Promise.all(dossiers.map(({ id }) => signContract(client, id)));
  await Promise.any(
    dossiers.map(({ watching }) =>
      watching.until(({ syncEvents }) => syncEvents.message?.includes('open circuit') ?? false),
    ),
  );
  hub.sandbox.faults.clear();
  // The wait is half a minute; here it is over already.
  await hub.database.sql("update integrations.circuits set probe_at = now() - interval '1 second', drain_at = null");
  await hub.database.sql(
    "update integrations.deliveries set next_attempt_at = now() - interval '2 minutes' where waits_for = 'circuit'",
  );
  await runUnitOfWork(hub.assembly.services, { caller: workerCaller(firstOrganizationId), requestId: 'test' }, (unit) =>
    unit.enqueue(sweepDeliveries, {}),
  );
  await Promise.all(dossiers.map(({ watching }) => watching.until(isPublished)));
  expect(hub.sandbox.state().interventions).toHaveLength(4);
}, 60_000);

test('a paused connection keeps its deliveries, and lets them go when it is resumed', async () => {
  const { connectionId } = (await health()) ?? {};
  await client.data('mutation ($id: ID!) { pauseConnection(id: $id) { active } }', { id: connectionId });
  const [dossier] = await finished(1);
  if (!dossier) throw new Error('there is none');
  await signContract(client, dossier.id);
  const waiting = await dossier.watching.until(({ syncEvents }) => syncEvents.type === 'delivery.blocked');
  expect(waiting.syncEvents.message).toContain('connection paused');
  expect(hub.sandbox.requests(create)).toEqual([]);
  await client.data('mutation ($id: ID!) { resumeConnection(id: $id) { active } }', { id: connectionId });
  await dossier.watching.until(isPublished);
});

test('the health says what is left of the budget', async () => {
  const [dossier] = await finished(1);
  if (!dossier) throw new Error('there is none');
  await signContract(client, dossier.id);
  await dossier.watching.until(isPublished);
  expect((await health())?.budgets).toEqual([
    { window: 'minute', requests: 100, used: 1, remaining: 99 },
    { window: 'day', requests: 5000, used: 1, remaining: 4999 },
  ]);
});

test('a delivery that cannot go for want of data uses nothing of the budget', async () => {
  const dossier = completeDossier();
  const { id, watching } = await finishedDossier(client, { ...dossier, site: { ...dossier.site, pdl: null } });
  await signContract(client, id);
  await watching.until(({ syncEvents: { type } }) => type === 'delivery.blocked');
  expect((await health())?.budgets).toMatchObject([{ used: 0 }, { used: 0 }]);
});
