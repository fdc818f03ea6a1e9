import { pruneRecords } from '../../subgraphs/integrations/retention/prune-records.js';
import { publishOne } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { requiredFields, startPartner, type TestPartner, violationsOf, watchDeliveries } from '../support/partners.js';

let days = 0;
let hub: TestHub;
let partner: TestPartner;
beforeEach(async () => {
  days = 0;
  hub = await startTestHub({ now: () => new Date(Date.now() + days * 86_400_000) });
  partner = await startPartner(hub.admin, 'Acme', { allowedFields: requiredFields });
});
afterEach(async () => {
  await hub.close();
  await partner.sandbox.close();
});

interface Disclosure {
  path: string;
  payloadPath: string;
  attemptNumber: number;
  sentAt: string;
  outcome: string;
  digests: string[];
  sameAsNow: boolean;
  connection: { name: string; connector: string };
  delivery: { externalId: string | null };
}

const query = `query ($id: ID!, $path: String!, $first: Int, $after: String) {
  fieldLineage(interventionId: $id, path: $path, first: $first, after: $after) { totalCount pageInfo { endCursor }
    nodes { path payloadPath attemptNumber sentAt outcome digests sameAsNow connection { name connector } delivery { externalId } } } }`;

async function lineage(id: string, path: string, page: object = {}) {
  const { fieldLineage } = await hub.admin.data<{
    fieldLineage: { totalCount: number; pageInfo: { endCursor: string }; nodes: Disclosure[] };
  }>(query, { id, path, ...page });
  return fieldLineage;
}

const create = { method: 'POST', path: '/crm/interventions' };

async function delivered(): Promise<string> {
  const { id } = await publishOne(hub.admin);
  const watching = watchDeliveries(hub.admin, id);
  await watching.until('Acme', 'delivery.succeeded');
  watching.stop();
  return id;
}

test('who was told a value, by which attempt and with which outcome; and whether it is still the same', async () => {
  partner.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 429, retryAfter: 0 } });
  const id = await delivered();
  const told = await lineage(id, 'beneficiary.phone');
  const [last, refused, symphonics] = told.nodes;
  const acme = { name: 'Acme', connector: 'partner' };
  expect(told.nodes).toMatchObject([
    { connection: acme, attemptNumber: 2, outcome: 'SUCCEEDED', payloadPath: 'customer.phone', sameAsNow: true },
    { connection: acme, attemptNumber: 1, outcome: 'RATE_LIMITED', sameAsNow: true },
    {
      connection: { connector: 'symphonics', name: 'default' },
      attemptNumber: 1,
      outcome: 'SUCCEEDED',
      sameAsNow: true,
    },
  ]);
  expect(last?.delivery.externalId).toBe(partner.sandbox.state().interventions[0]?.id);
  expect(new Set([last, refused, symphonics].flatMap((one) => one?.digests)).size).toBe(1);
  expect(JSON.stringify(told)).not.toContain('612345678');

  const page = await lineage(id, 'beneficiary.phone', { first: 1 });
  const next = await lineage(id, 'beneficiary.phone', { first: 1, after: page.pageInfo.endCursor });
  expect([page.totalCount, page.nodes, next.nodes]).toEqual([3, [last], [refused]]);

  // The partner may not get these, so it never did.
  for (const path of ['site.pce', 'photos.url', 'installer.name']) {
    expect((await lineage(id, path)).nodes).toMatchObject([{ connection: { connector: 'symphonics' } }]);
  }
  expect((await lineage(id, 'documents.url')).nodes.at(0)?.digests).toHaveLength(2);
  for (const path of [
    'reference',
    'completedAt',
    'operations.quantity',
    'photos.takenAt',
    'photos.coordinates.latitude',
  ]) {
    expect((await lineage(id, path)).nodes.map(({ sameAsNow }) => sameAsNow)).not.toContain(false);
  }

  const update =
    'mutation ($id: ID!, $input: UpdateInterventionInput!) { updateIntervention(id: $id, input: $input) { id } }';
  const beneficiary = {
    firstName: 'Thomas',
    lastName: 'Martin',
    email: 'thomas.martin@example.com',
    phone: '+33700000000',
  };
  await hub.admin.data(update, { id, input: { beneficiary } });
  expect((await lineage(id, 'beneficiary.phone')).nodes.map(({ sameAsNow }) => sameAsNow)).toEqual([
    false,
    false,
    false,
  ]);
  expect((await lineage(id, 'beneficiary.email')).nodes.map(({ sameAsNow }) => sameAsNow)).toEqual([true, true, true]);
  const violations = await violationsOf(hub.admin, query, { id, path: 'beneficiary.age' });
  expect(violations).toEqual([{ field: 'path', message: expect.stringContaining('beneficiary.phone') }]);
  const stranger = await hub.client({ organization: 'elsewhere' });
  expect(await stranger.data(query, { id, path: 'beneficiary.phone' })).toMatchObject({
    fieldLineage: { totalCount: 0 },
  });
}, 60_000);

test('an attempt that only asked, or never got out, carried nothing; what may have arrived is told so', async () => {
  partner.sandbox.faults.add({ match: create, fault: { kind: 'lost-answer' } });
  const id = await delivered();
  const attempts = 'query ($f: DeliveryFilter!) { deliveries(filter: $f) { nodes { attempts { number outcome } } } }';
  expect(await hub.admin.data(attempts, { f: { connectionId: partner.id } })).toEqual({
    deliveries: {
      nodes: [
        {
          attempts: [
            { number: 1, outcome: 'UNKNOWN_OUTCOME' },
            { number: 2, outcome: 'SUCCEEDED' },
          ],
        },
      ],
    },
  });
  expect((await lineage(id, 'beneficiary.phone')).nodes).toMatchObject([
    { connection: { name: 'Acme' }, attemptNumber: 1, outcome: 'UNKNOWN_OUTCOME' },
    { connection: { name: 'default' }, outcome: 'SUCCEEDED' },
  ]);
}, 60_000);

test('it is remembered when the requests themselves are forgotten', async () => {
  const id = await delivered();
  const before = await lineage(id, 'beneficiary.phone');
  days = 400;
  await pruneRecords.handle({}, hub.assembly.services, new AbortController().signal);
  expect(await hub.database.sql('select 1 from integrations.delivery_attempts')).toEqual([]);
  expect(await lineage(id, 'beneficiary.phone')).toEqual(before);
  expect(before.nodes.map(({ outcome }) => outcome)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
}, 60_000);
