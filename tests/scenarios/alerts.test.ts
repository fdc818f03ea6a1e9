import { mailAlert } from '../../subgraphs/integrations/alerts/mail-alert.js';
import { watchAlerts } from '../../subgraphs/integrations/alerts/watch-alerts.js';
import {
  beginning,
  completeDossier,
  createIntervention,
  finishInstallation,
  isPublished,
  type SyncEventData,
  signContract,
  syncEventsQuery,
  watchIntervention,
} from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type MailServer, mailPassword, startMailServer } from '../support/mail-server.js';

let hub: TestHub;
let mail: MailServer;
let aheadMs = 0;
beforeEach(async () => {
  aheadMs = 0;
  mail = await startMailServer();
  const env = { SMTP_URL: mail.url, ALERT_EMAIL_TO: 'operations@example.com' };
  hub = await startTestHub({ env, now: () => new Date(Date.now() + aheadMs) });
});
afterEach(async () => {
  await hub.close();
  await mail.close();
});

const create = { method: 'POST', path: '/crm/interventions' };
const signal = new AbortController().signal;
const evaluate = () => watchAlerts.handle({}, hub.assembly.services, signal);

interface Alert {
  id: string;
  rule: string;
  severity: string;
  connector: string | null;
  message: string;
  since: string;
  resolvedAt: string | null;
  acknowledgedAt: string | null;
}

async function alerts(open?: boolean): Promise<Alert[]> {
  const query = `query ($open: Boolean) { alerts(open: $open) { nodes {
    id rule severity connector message since resolvedAt acknowledgedAt } } }`;
  const { nodes } = (await hub.admin.data<{ alerts: { nodes: Alert[] } }>(query, { open })).alerts;
  return nodes.sort((one, other) => one.rule.localeCompare(other.rule));
}

/** A dossier on its way, followed. */
async function underWay(input: object = completeDossier()) {
  const { id } = await createIntervention(hub.admin, input);
  const watching = watchIntervention(hub.admin, id);
  await finishInstallation(hub.admin, id);
  await signContract(hub.admin, id);
  return watching;
}

async function connect(changes: object) {
  const input = {
    connector: 'symphonics',
    name: 'default',
    baseUrl: hub.sandbox.url,
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
    ...changes,
  };
  const call = 'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }';
  return (await hub.admin.data<{ saveConnection: { id: string } }>(call, { input })).saveConnection;
}

test('a vendor that fails is told of once: in the graph, as sync events and by e-mail; and once more when it is over', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'reset' }, times: 100 });
  const began = Date.now();
  const dossiers = [await underWay(), await underWay(), await underWay()];
  await Promise.any(
    dossiers.map((watching) =>
      watching.until(({ syncEvents }) => syncEvents.message?.includes('open circuit') ?? false),
    ),
  );
  const told = hub.admin.watch<SyncEventData>(syncEventsQuery, { after: beginning });
  await Promise.all([evaluate(), evaluate(), evaluate()]);
  await evaluate();
  const raised = await alerts(true);
  expect(raised).toMatchObject([
    { rule: 'circuit-open', severity: 'CRITICAL', connector: 'symphonics', resolvedAt: null },
    { rule: 'failures-in-a-row', severity: 'WARNING', connector: 'symphonics', resolvedAt: null },
  ]);
  for (const { since } of raised) {
    expect(Date.parse(since)).toBeGreaterThanOrEqual(began);
    expect(Date.parse(since)).toBeLessThanOrEqual(Date.now());
  }

  hub.sandbox.faults.clear();
  const health = await hub.admin.data<{ integrationHealth: object[] }>('{ integrationHealth { connectionId } }');
  await hub.admin.data('mutation ($connectionId: ID!) { resetCircuit(id: $connectionId) { id } }', {
    ...health.integrationHealth[0],
  });
  await Promise.all(dossiers.map((watching) => watching.until(isPublished)));
  await evaluate();
  await evaluate();
  expect(await alerts(true)).toEqual([]);
  expect(await alerts(false)).toHaveLength(2);
  await told.until(() => told.received.filter(({ syncEvents }) => syncEvents.type === 'alert.resolved').length === 2);
  const types = told.received.map(({ syncEvents }) => syncEvents.type).filter((type) => type.startsWith('alert.'));
  expect(types).toEqual(['alert.raised', 'alert.raised', 'alert.resolved', 'alert.resolved']);

  // The queue brings them in its own time; a job run once more is what a lost worker leads to, and waits for no one.
  const jobs = await hub.database.sql<{ data: object }>(`select data from jobs.job where name = 'mail-alert'`);
  expect(jobs).toHaveLength(4);
  for (const { data } of jobs) await mailAlert.handle(data, hub.assembly.services, signal);
  const ids = (mails: string[]) => new Set(mails.map((one) => /^Message-ID:\s*(<.*>)/im.exec(one)?.[1]));
  expect(ids(mail.received).size).toBe(4);
  const circuit = mail.received.find((one) => one.includes('Subject: [Passerelle] CRITICAL: symphonics: circuit open'));
  expect(circuit).toContain('To: operations@example.com');
  expect(circuit).toMatch(/Since: 20\d\d-\d\d-\d\dT/);
  expect(circuit).toContain('What to do: Nothing is lost');
  expect(mail.received.some((one) => one.includes('[Passerelle] Over: symphonics: circuit open'))).toBe(true);
  for (const secret of ['sandbox-secret', 'sandbox-client', hub.admin.key, mailPassword]) {
    expect(mail.received.join()).not.toContain(secret);
    expect(hub.logs()).not.toContain(secret);
  }
}, 60_000);

test('credentials that are refused are told of until they are mended', async () => {
  await connect({ credentials: { clientId: 'sandbox-client', clientSecret: 'no longer right' } });
  const watching = await underWay();
  await watching.until(({ syncEvents }) => syncEvents.message?.startsWith('attempt 2 failed') ?? false);
  await evaluate();
  expect(await alerts(true)).toMatchObject([{ rule: 'authentication-failing', severity: 'CRITICAL' }]);
  await connect({});
  const { deliveries } = await hub.admin.data<{ deliveries: { nodes: object[] } }>('{ deliveries { nodes { id } } }');
  await hub.admin.data('mutation ($id: ID!) { retryDelivery(id: $id) { id } }', { ...deliveries.nodes[0] });
  await watching.until(isPublished);
  await evaluate();
  expect(await alerts(true)).toEqual([]);
}, 60_000);

test('what waits too long is told of, throttled ones included; what waits for its dossier is not', async () => {
  const first = await underWay();
  await first.until(isPublished);
  const { beneficiary, ...rest } = completeDossier();
  const incomplete = await underWay({ ...rest, beneficiary: { ...beneficiary, email: null } });
  await incomplete.until(({ syncEvents }) => syncEvents.type === 'delivery.blocked');
  await connect({ limits: [{ window: 'day', requests: 1, windowMs: 86_400_000 }] });
  const throttled = await underWay();
  await throttled.until(({ syncEvents }) => syncEvents.message?.includes('rate budget') ?? false);
  aheadMs = 14 * 60_000;
  await evaluate();
  expect(await alerts()).toEqual([]);
  aheadMs = 16 * 60_000;
  await evaluate();
  const [alert, ...others] = await alerts(true);
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ rule: 'waiting-too-long', severity: 'WARNING' });
  expect(alert?.message).toBe('symphonics: waiting too long (1 in all; the oldest for: rate budget (day))');
}, 60_000);

test('a webhook that the hub disabled is told of; somebody takes it on, who may', async () => {
  await hub.database.sql(
    `insert into integrations.webhooks (id, organization_id, created_at, updated_at, name, url, events, secret, owner, active, disabled_reason, failure_since)
     select gen_random_uuid(), organization_id, now(), now(), 'partner', 'https://partner.example.com/in?token=hidden', '["*"]', '{}', '{}', false, 'failing for five days', now() - interval '5 days'
     from integrations.connections`,
  );
  await evaluate();
  const [alert] = await alerts(true);
  expect(alert).toMatchObject({
    rule: 'webhook-disabled',
    connector: null,
    message: 'webhook: webhook disabled (partner: failing for five days)',
    acknowledgedAt: null,
  });
  const acknowledge = 'mutation ($id: ID!) { acknowledgeAlert(id: $id) { acknowledgedAt acknowledgedBy } }';
  const refused = async (client: TestHub['admin']) =>
    (await client.ask(acknowledge, { id: alert?.id })).errors?.[0]?.extensions?.code;
  expect(await refused(await hub.client({ scopes: ['integrations:read'] }))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  const stranger = await hub.client({ organization: 'elsewhere' });
  expect(await refused(stranger)).toBe('NOT_FOUND');
  expect(await stranger.data('{ alerts { totalCount } }')).toEqual({ alerts: { totalCount: 0 } });
  const first = await hub.admin.data(acknowledge, { id: alert?.id });
  expect(first).toEqual({ acknowledgeAlert: { acknowledgedAt: expect.any(String), acknowledgedBy: 'test' } });
  aheadMs = 60_000;
  expect(await hub.admin.data(acknowledge, { id: alert?.id })).toEqual(first);
  await evaluate();
  expect(await alerts(true)).toMatchObject([{ id: alert?.id, acknowledgedAt: expect.any(String) }]);
}, 60_000);
