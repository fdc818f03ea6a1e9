import { sweepDeliveries } from '../../subgraphs/integrations/jobs/sweep-deliveries.js';
import type { HubClient } from '../support/client.js';
import { newlyConnected } from '../support/connections.js';
import {
  completeDossier,
  createIntervention,
  finishInstallation,
  publishOne,
  signContract,
  watchIntervention,
} from '../support/dossiers.js';
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

const files = 'https://app.workforce-automation.com/files';
const document = (name: string) => ({ type: 'additional_proof', name, url: `${files}/${name}.pdf` });
const photo = (name: string) => ({ type: 'after', url: `${files}/${name}.jpg` });

const add = (id: string, added: { documents?: object[]; photos?: object[] }) =>
  client.data(
    `mutation ($id: ID!, $documents: [DocumentInput!], $photos: [PhotoInput!]) {
      addToDossier(id: $id, documents: $documents, photos: $photos) { id } }`,
    { id, documents: added.documents ?? [], photos: added.photos ?? [] },
  );

const patches = () => hub.sandbox.requests({ method: 'PATCH', path: '/crm/interventions/*' });
const patch = { method: 'PATCH', path: '/crm/interventions/*' };
/** What was added to the first intervention of the sandbox, by the last part of its addresses. */
const held = () => {
  const { documents = [], photos = [] } = hub.sandbox.state().interventions[0]?.payload ?? {};
  return [...documents.slice(2), ...photos.slice(2)].map(({ url }) => url.split('/').at(-1));
};

interface Found {
  id: string;
  action: string;
  status: string;
  blockedBy: string | null;
  externalId: string | null;
  attempts: { outcome: string }[];
}
async function deliveriesOf(id: string): Promise<Found[]> {
  const query = `query ($id: ID!) { intervention(id: $id) { deliveries { nodes {
    id action status blockedBy externalId attempts { outcome } } } } }`;
  const { intervention } = await client.data<{ intervention: { deliveries: { nodes: Found[] } } }>(query, { id });
  return intervention.deliveries.nodes;
}

/** Publishes a dossier and follows what comes after it. */
async function published() {
  const made = await publishOne(client);
  const watching = watchIntervention(client, made.id);
  const settled = (count: number) => {
    const types = ['delivery.succeeded', 'delivery.failed', 'delivery.cancelled'];
    return watching.until(
      () => watching.received.filter(({ syncEvents }) => types.includes(syncEvents.type)).length >= count + 1,
    );
  };
  return { ...made, watching, settled };
}

/** Holds the connection's deliveries back while `work` is done. */
async function whilePaused(work: () => Promise<void>): Promise<void> {
  await client.data('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id: connection });
  await work();
  await client.data('mutation ($id: ID!) { resumeConnection(id: $id) { id } }', { id: connection });
}

test('ten additions while the way is blocked are one PATCH, with exactly what is new', async () => {
  const { id, watching, settled } = await published();
  await whilePaused(async () => {
    for (let count = 1; count <= 5; count += 1) {
      await add(id, { documents: [document(`proof-${count}`)] });
      await add(id, { photos: [photo(`roof-${count}`)] });
    }
    const isChange = ({ syncEvents }: { syncEvents: { type: string } }) => syncEvents.type === 'intervention.changed';
    await watching.until(() => watching.received.filter(isChange).length === 10);
  });
  await settled(1);
  const names = [1, 2, 3, 4, 5];
  expect(patches().map(({ body }) => body)).toEqual([
    { documents: names.map((name) => document(`proof-${name}`)), photos: names.map((name) => photo(`roof-${name}`)) },
  ]);
  const [update, publication, ...others] = await deliveriesOf(id);
  expect(update).toMatchObject({
    action: 'update-intervention',
    status: 'SUCCEEDED',
    attempts: [{ outcome: 'SUCCEEDED' }],
  });
  expect(update?.externalId).toBe(publication?.externalId);
  expect(others).toEqual([]);

  await add(id, { documents: [document('late')] });
  await settled(2);
  expect(patches()[1]?.body).toEqual({ documents: [document('late')] });
});

test('the status shown stays the publication’s, and a webhook finds it', async () => {
  const { id, settled } = await published();
  await add(id, { documents: [document('proof')] });
  await settled(1);
  const query = `query ($id: ID!) { intervention(id: $id) { status syncStatus { state vendorStatus lastDelivery { action } } } }`;
  expect(await client.data(query, { id })).toEqual({
    intervention: {
      status: 'PUBLISHED',
      syncStatus: { state: 'SUCCEEDED', vendorStatus: 'created', lastDelivery: { action: 'update-intervention' } },
    },
  });
  const watching = watchIntervention(client, id);
  await hub.sandbox.sendEvent({
    event: 'intervention.status_update',
    url: `${hub.url}/api/webhooks/symphonics/${connection}`,
    data: { intervention_id: hub.sandbox.state().interventions[0]?.id ?? '', new_status: 'approved' },
  });
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.vendor-status');
  expect(await client.data(query, { id })).toMatchObject({
    intervention: { syncStatus: { state: 'SUCCEEDED', vendorStatus: 'approved' } },
  });
});

test('nothing is sent when nothing is new', async () => {
  const { id, settled } = await published();
  const { documents } = completeDossier();
  const update = `mutation ($id: ID!, $input: UpdateInterventionInput!) { updateIntervention(id: $id, input: $input) { id } }`;
  await client.data(update, { id, input: { documents: documents.slice(0, 1) } });
  await settled(1);
  expect((await deliveriesOf(id))[0]).toMatchObject({ status: 'CANCELLED', attempts: [] });
  await client.data(update, { id, input: { beneficiary: completeDossier().beneficiary } });
  expect(patches()).toEqual([]);
});

test('what is added while the dossier is on its way follows it, and does not overtake it', async () => {
  hub.sandbox.faults.add({
    match: { method: 'POST', path: '/crm/interventions' },
    fault: { kind: 'slow', delayMs: 700, processed: false },
  });
  const { id } = await createIntervention(client);
  const watching = watchIntervention(client, id);
  await finishInstallation(client, id);
  await signContract(client, id);
  await hub.sandbox.waitForRequest(({ method, path }) => method === 'POST' && path === '/crm/interventions');
  await add(id, { photos: [photo('meanwhile')] });
  const succeeded = () => watching.received.filter(({ syncEvents }) => syncEvents.type === 'delivery.succeeded').length;
  await watching.until(() => succeeded() === 2);
  expect(patches().map(({ body }) => body)).toEqual([{ photos: [photo('meanwhile')] }]);
});

test('when a publication turns out to have arrived with an earlier content, what came since is sent after it', async () => {
  hub.sandbox.faults.add({
    match: { method: 'POST', path: '/crm/interventions' },
    fault: { kind: 'hang-after-commit' },
  });
  const { id } = await createIntervention(client);
  const watching = watchIntervention(client, id);
  await finishInstallation(client, id);
  await signContract(client, id);
  await hub.sandbox.waitForRequest(({ method, path }) => method === 'POST' && path === '/crm/interventions');
  await add(id, { photos: [photo('meanwhile')] });
  const succeeded = () => watching.received.filter(({ syncEvents }) => syncEvents.type === 'delivery.succeeded').length;
  await watching.until(() => succeeded() === 2);
  expect(held()).toEqual(['meanwhile.jpg']);
});

test.each([
  [{ kind: 'lost-answer' } as const, true],
  [{ kind: 'garbage', processed: true } as const, true],
  [{ kind: 'hang' } as const, false],
  [{ kind: 'status', status: 502, body: '<h1>Bad gateway</h1>' } as const, false],
])(
  'after %j nobody knows whether it arrived: it is left to review, never sent again by itself',
  async (fault, arrived) => {
    hub.sandbox.faults.add({ match: patch, fault });
    const { id, watching, settled } = await published();
    await add(id, { documents: [document('doubtful')] });
    await settled(1);
    const [doubtful] = await deliveriesOf(id);
    expect(doubtful).toMatchObject({ status: 'FAILED', attempts: [{ outcome: 'UNKNOWN_OUTCOME' }] });
    expect(doubtful?.blockedBy).toMatch(/^needs review: /);
    const flagged = 'query ($id: ID!) { intervention(id: $id) { status flaggedForReview } }';
    await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.failed');

    // Nor does the next update take it along.
    await add(id, { documents: [document('clear')] });
    await settled(2);
    expect(patches()).toHaveLength(2);
    expect(patches()[1]?.body).toEqual({ documents: [document('clear')] });

    await client.data('mutation ($id: ID!) { retryDelivery(id: $id) { status } }', { id: doubtful?.id });
    await settled(3);
    expect(patches().at(-1)?.body).toEqual({ documents: [document('doubtful')] });
    expect(held()).toEqual([...(arrived ? ['doubtful.pdf'] : []), 'clear.pdf', 'doubtful.pdf']);
    expect(await client.data(flagged, { id })).toMatchObject({ intervention: { status: 'PUBLISHED' } });
  },
);

test('what the vendor says it did not do is tried again; what it refuses for good goes with the next update', async () => {
  for (const fault of [
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429 },
    { kind: 'expire-tokens' },
  ] as const) {
    hub.sandbox.faults.add({ match: patch, fault });
  }
  const { id, settled } = await published();
  await add(id, { documents: [document('stubborn')] });
  await settled(1);
  expect(held()).toEqual(['stubborn.pdf']);
  const [update] = await deliveriesOf(id);
  expect(update?.attempts.map(({ outcome }) => outcome)).toEqual([
    'RETRYABLE',
    'RATE_LIMITED',
    'AUTHENTICATION',
    'SUCCEEDED',
  ]);

  hub.sandbox.faults.add({ match: patch, fault: { kind: 'status', status: 422 } });
  await add(id, { documents: [document('refused')] });
  await settled(2);
  await add(id, { documents: [document('next')] });
  await settled(3);
  expect(held()).toEqual(['stubborn.pdf', 'refused.pdf', 'next.pdf']);
});

test('a dry run shows what would be added', async () => {
  const { id, settled } = await published();
  await add(id, { documents: [document('sent')] });
  await settled(1);
  const query = `query ($id: ID!) {
    previewDelivery(connector: "symphonics", action: "update-intervention", subjectId: $id) { ready blockedBy payload } }`;
  expect(await client.data(query, { id })).toEqual({
    previewDelivery: { ready: false, blockedBy: 'nothing new', payload: null },
  });
  const draft = await createIntervention(client);
  expect(await client.data(query, { id: draft.id })).toMatchObject({
    previewDelivery: { ready: false, blockedBy: 'not published yet' },
  });
});

test('an update whose worker was lost in the middle is left to review as well', async () => {
  hub.sandbox.faults.add({ match: patch, fault: { kind: 'status', status: 429, retryAfter: 600 } });
  const { id, watching, settled } = await published();
  await add(id, { documents: [document('lost')] });
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.retrying');
  // As a worker leaves it that dies while it sends.
  await hub.database.sql(
    `update integrations.deliveries set status = 'SENDING', next_attempt_at = null, lease_id = gen_random_uuid(),
       lease_until = now() - interval '5 minutes' where action = 'update-intervention' and subject_id = $1`,
    [id],
  );
  await hub.database.sql('update integrations.circuits set held_until = null');
  await sweepDeliveries.handle({}, hub.assembly.services, new AbortController().signal);
  await settled(1);
  expect((await deliveriesOf(id))[0]).toMatchObject({
    status: 'FAILED',
    blockedBy: expect.stringMatching(/^needs review/),
  });
  expect(patches()).toHaveLength(1);
});
