import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrateAll } from '../../hub/migrate-all.js';
import { pruneRecords } from '../../subgraphs/integrations/retention/prune-records.js';
import { publishOne } from '../support/dossiers.js';
import { startTestHub } from '../support/hub.js';

const dayMs = 86_400_000;

const recordsQuery = `{
  deliveries { nodes { status externalId attempts { number } } }
  inboundWebhooks { nodes { id outcome payload } }
}`;

test('records are kept as long as configured and not longer; what they were about stays', async () => {
  let days = 0;
  const hub = await startTestHub({
    env: { ATTEMPT_RETENTION_DAYS: '7' },
    now: () => new Date(Date.now() + days * dayMs),
  });
  try {
    const { reference } = await publishOne(hub.admin);
    const stranger = await hub.client({ organization: 'elsewhere' });
    // The same of another organization: pruning knows no organization.
    await hub.database.sql(`insert into integrations.inbound_webhooks
      (id, organization_id, created_at, updated_at, connection_id, dedupe_key, type, occurred_at, payload, outcome)
      select gen_random_uuid(), o.organization_id, now(), now(), c.id, kind.outcome || o.organization_id, 'kind', now(), '{"secret":"of a customer"}', kind.outcome
      from integrations.connections c,
        (select distinct organization_id from access.api_keys) o, (values ('APPLIED'), ('RECEIVED')) kind (outcome)`);
    const prune = () => pruneRecords.handle({}, hub.assembly.services, new AbortController().signal);
    const accepted = () => hub.database.sql('select action from integrations.accepted_payloads');
    const spent = () => hub.database.sql('select count(*)::int as count from integrations.spent_requests');

    days = 6;
    await prune();
    const kept = await hub.admin.data<{ deliveries: object; inboundWebhooks: { nodes: object[] } }>(recordsQuery);
    expect(kept.deliveries).toMatchObject({ nodes: [{ status: 'SUCCEEDED', attempts: [{ number: 1 }] }] });
    expect(kept.inboundWebhooks.nodes).toHaveLength(2);
    expect(JSON.stringify(kept.inboundWebhooks).match(/of a customer/g)).toHaveLength(2);
    expect(await spent()).toEqual([{ count: 0 }]);
    expect(await accepted()).toEqual([{ action: 'publish-intervention' }]);

    days = 8;
    await prune();
    await prune();
    expect(await accepted()).toEqual([]);
    const left = await hub.admin.data<{ inboundWebhooks: { nodes: { id: string; outcome: string }[] } }>(recordsQuery);
    const [{ externalId }] = (await hub.admin.data<{ deliveries: { nodes: [{ externalId: string }] } }>(recordsQuery))
      .deliveries.nodes;
    expect(externalId).toBe(hub.sandbox.state().interventions.find((one) => one.external_id === reference)?.id);
    expect(left).toMatchObject({ deliveries: { nodes: [{ status: 'SUCCEEDED', attempts: [] }] } });
    for (const client of [hub.admin, stranger]) {
      const { inboundWebhooks } = await client.data<typeof left>(recordsQuery);
      const payloads = inboundWebhooks.nodes.map((node) => [node.outcome, 'payload' in node && node.payload]);
      // What was never applied is not forgotten.
      expect(payloads.sort()).toEqual([
        ['APPLIED', null],
        ['RECEIVED', { secret: 'of a customer' }],
      ]);
    }
    const gone = left.inboundWebhooks.nodes.find(({ outcome }) => outcome === 'APPLIED');
    const answer = await hub.admin.ask('mutation ($id: ID!) { replayWebhook(id: $id) { id } }', { id: gone?.id });
    expect(answer.errors?.[0]?.extensions?.code).toBe('CONFLICT');
  } finally {
    await hub.close();
  }
}, 60_000);

test('the attempts of a delivery that is not settled are kept, however old', async () => {
  let days = 0;
  const hub = await startTestHub({ now: () => new Date(Date.now() + days * dayMs) });
  try {
    await publishOne(hub.admin);
    await hub.database.sql(`update integrations.deliveries set status = 'BLOCKED', waits_for = 'dossier'`);
    days = 400;
    await pruneRecords.handle({}, hub.assembly.services, new AbortController().signal);
    expect(await hub.admin.data(recordsQuery)).toMatchObject({
      deliveries: { nodes: [{ attempts: [{ number: 1 }] }] },
    });
  } finally {
    await hub.close();
  }
}, 60_000);

test('an owner who is no superuser prunes across organizations too, and the application alone cannot', async () => {
  const name = `owner_${randomBytes(6).toString('hex')}`;
  const adminUrl = new URL(process.env.TEST_POSTGRES_URL ?? '');
  const admin = new pg.Client({ connectionString: adminUrl.href });
  await admin.connect();
  await admin.query(`create role ${name} login password '${name}'`);
  await admin.query(`grant passerelle_app to ${name} with admin option`);
  await admin.query(`create database ${name} owner ${name}`);
  const url = new URL(adminUrl);
  Object.assign(url, { username: name, password: name, pathname: `/${name}` });
  const past = new pg.Client({ connectionString: Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href });
  const asOwner = new pg.Client({ connectionString: url.href });
  try {
    await migrateAll(url.href);
    await past.connect();
    await asOwner.connect();
    await past.query(`insert into integrations.connections (id, organization_id, created_at, updated_at, connector, name, base_url, credentials)
      select gen_random_uuid(), gen_random_uuid(), now(), now(), 'symphonics', 'default', '', '{}' from generate_series(1, 2)`);
    await past.query(`insert into integrations.spent_requests (organization_id, connection_id, spent_at)
      select organization_id, id, now() - interval '26 hours' from integrations.connections`);
    await past.query(`insert into integrations.inbound_webhooks
      (id, organization_id, created_at, updated_at, connection_id, dedupe_key, type, occurred_at, payload, outcome)
      select gen_random_uuid(), organization_id, now() - interval '1 day', now(), id, '', '', now(), '{}', 'APPLIED' from integrations.connections`);
    await past.query(`insert into integrations.deliveries (id, organization_id, created_at, updated_at, connection_id, connector, action,
       subject_id, subject_reference, status, violations, requested_by)
      select gen_random_uuid(), organization_id, now(), now(), id, '', '', gen_random_uuid(), '', 'FAILED', '[]', '' from integrations.connections`);
    await past.query(`insert into integrations.delivery_attempts (id, organization_id, created_at, updated_at, delivery_id, number, started_at, exchanges)
      select gen_random_uuid(), organization_id, now(), now(), id, 1, now() - interval '1 day', '[]' from integrations.deliveries`);
    await asOwner.query('set role passerelle_app');
    for (const table of ['delivery_attempts', 'inbound_webhooks', 'spent_requests']) {
      expect((await asOwner.query(`select * from integrations.${table}`)).rows).toEqual([]);
    }
    for (const prune of ['prune_attempts', 'prune_webhook_payloads', 'prune_spent_requests']) {
      const call = `select integrations.${prune}(now(), $1) as pruned`;
      const pruned = [];
      for (const most of [1, 10, 10]) pruned.push((await asOwner.query(call, [most])).rows[0]?.pruned);
      expect([prune, ...pruned]).toEqual([prune, 1, 1, 0]);
    }
  } finally {
    await asOwner.end();
    await past.end();
    await admin.query(`drop database ${name} with (force)`);
    await admin.query(`drop role ${name}`);
    await admin.end();
  }
}, 60_000);
