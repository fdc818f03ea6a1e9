import { completeDossier, createIntervention, publishOne } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub.close());

interface Preview {
  ready: boolean;
  blockedBy: string | null;
  violations: { field: string }[];
  difference: { path: string; before: unknown; after: unknown }[] | null;
  lastAcceptedAt: string | null;
  budget: {
    requests: number;
    left: { window: string; remaining: number }[];
    goesAt: string | null;
    blockedBy: string | null;
  } | null;
}

async function preview(subjectId: string, client = hub.admin): Promise<Preview> {
  const query = `query ($id: ID!) { previewDelivery(connector: "symphonics", action: "publish-intervention", subjectId: $id) {
    ready blockedBy violations { field } difference { path before after } lastAcceptedAt
    budget { requests left { window remaining } goesAt blockedBy } } }`;
  return (await client.data<{ previewDelivery: Preview }>(query, { id: subjectId })).previewDelivery;
}

const sign = 'mutation ($id: ID!) { signDocument(interventionId: $id, type: "contract") { id } }';
const sent = () => hub.sandbox.requests({ method: 'POST', path: '/crm/interventions' }).length;
const inSeconds = (time: string | null | undefined) => (new Date(time ?? 0).getTime() - Date.now()) / 1_000;

test('before anything was sent there is nothing to compare with; what it would take of the budget is told', async () => {
  const { id } = await createIntervention(hub.admin);
  const before = sent();
  const { difference, lastAcceptedAt, budget, blockedBy } = await preview(id);
  expect({ difference, lastAcceptedAt, blockedBy }).toEqual({
    difference: null,
    lastAcceptedAt: null,
    blockedBy: 'missing data',
  });
  expect(budget).toMatchObject({ requests: 1, blockedBy: null });
  expect(budget?.left.map(({ window }) => window)).toEqual(['minute', 'day']);
  expect(Math.abs(inSeconds(budget?.goesAt))).toBeLessThan(10);
  expect(sent()).toBe(before);
});

test('afterwards the difference from what the vendor accepted is told place by place, also once the attempts are pruned', async () => {
  const dossier = completeDossier();
  const { id } = await publishOne(hub.admin, dossier);
  expect(await preview(id)).toMatchObject({ ready: true, difference: [], lastAcceptedAt: expect.any(String) });
  await hub.database.sql('delete from integrations.delivery_attempts');
  const { documents, photos } = dossier;
  const [first] = photos;
  const third = { type: 'after', url: 'https://app.workforce-automation.com/files/after_2.jpg' };
  const input = {
    site: { ...dossier.site, city: 'Lyon' },
    photos: [first, third],
    documents: [
      ...documents,
      { type: 'warranty', name: 'Garantie', url: 'https://app.workforce-automation.com/files/w.pdf' },
    ],
  };
  const before = sent();
  await hub.admin.data(
    'mutation ($id: ID!, $input: UpdateInterventionInput!) { updateIntervention(id: $id, input: $input) { id } }',
    { id, input },
  );
  await hub.admin.data(sign, { id });
  const { difference } = await preview(id);
  const places = new Map((difference ?? []).map(({ path, ...change }) => [path, change]));
  expect(places.get('installation.city')).toEqual({ before: 'Paris', after: 'Lyon' });
  expect(places.get('photos.1.url')).toEqual({ before: photos[1]?.url, after: third.url });
  expect([...places.keys()].every((path) => /^(installation\.city|photos\.1|documents)/.test(path))).toBe(true);
  expect(places.has('documents.2')).toBe(true);
  expect(sent()).toBe(before);
});

test('violations are told field by field, and no difference from what would not be sent', async () => {
  const dossier = completeDossier();
  const { id } = await publishOne(hub.admin, dossier);
  await hub.admin.data(
    'mutation ($id: ID!, $input: UpdateInterventionInput!) { updateIntervention(id: $id, input: $input) { id } }',
    { id, input: { site: { ...dossier.site, pdl: '12' } } },
  );
  expect(await preview(id)).toMatchObject({
    ready: false,
    blockedBy: 'missing data',
    violations: [{ field: 'installation.pdl' }],
    difference: null,
    lastAcceptedAt: expect.any(String),
  });
});

test('a used-up budget, an open circuit and a paused connection say when it could go', async () => {
  const { id } = await createIntervention(hub.admin);
  const { connections } = await hub.admin.data<{ connections: { nodes: { id: string }[] } }>(
    '{ connections { nodes { id } } }',
  );
  const connection = connections.nodes[0]?.id;
  await hub.database.sql("update integrations.circuits set state = 'OPEN', probe_at = now() + interval '30 seconds'");
  const open = (await preview(id)).budget;
  expect(open?.blockedBy).toBe('open circuit');
  expect(Math.abs(inSeconds(open?.goesAt) - 30)).toBeLessThan(10);
  await hub.database.sql(
    `insert into integrations.spent_requests (organization_id, connection_id, spent_at)
     select organization_id, id, now() from integrations.connections, generate_series(1, 100)`,
  );
  const used = (await preview(id)).budget;
  expect(used?.blockedBy).toBe('rate budget (minute)');
  expect(Math.abs(inSeconds(used?.goesAt) - 61)).toBeLessThan(10);
  await hub.admin.data('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id: connection });
  expect((await preview(id)).budget).toMatchObject({ goesAt: null, blockedBy: 'connection paused' });
});
