import { randomUUID } from 'node:crypto';
import { createClient as createSseClient } from 'graphql-sse';
import {
  beginning,
  completeDossier,
  createIntervention,
  finishInstallation,
  isPublished,
  publishOne,
  type SyncEventData,
  signContract,
  syncEventsQuery,
  watchIntervention,
} from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

/** What a finished dossier goes through, in a hub of one process or of several: the same answers either way. */
export function describeDossierToSymphonics(mode: 'together' | 'apart'): void {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ mode });
  }, 60_000);
  afterAll(() => hub.close());

  const stored = (reference: string) =>
    hub.sandbox.state().interventions.filter(({ external_id }) => external_id === reference);
  const creates = (reference: string) =>
    hub.sandbox
      .requests({ method: 'POST', path: '/crm/interventions' })
      .filter(({ body }) => (body as { external_id?: string }).external_id === reference);

  test('a finished, signed dossier reaches Symphonics once, with every field of the mapping', async () => {
    const { id, reference } = await publishOne(hub.admin);
    const interventions = stored(reference);
    expect(interventions).toHaveLength(1);
    const dossier = completeDossier();
    expect(interventions[0]?.payload).toEqual({
      customer: {
        first_name: 'Thomas',
        last_name: 'Martin',
        email: 'thomas.martin@example.com',
        phone: '+33612345678',
      },
      installation: {
        address: '45 Rue des Fleurs',
        postal_code: '75015',
        city: 'Paris',
        pdl: '12345678901234',
        pce: '98765432109876',
      },
      services: dossier.operations,
      equipment: [{ name: 'Régulateur Thaléos', model: 'RT-2000', serial_number: 'TH2023456789', quantity: 1 }],
      documents: dossier.documents,
      photos: dossier.photos.map(({ takenAt, ...photo }) => ({ ...photo, timestamp: takenAt })),
      installer: { id: 'usr_87654321', company_id: 'cmp_12345678', name: 'Jean Dupont' },
      completion_date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      external_id: reference,
    });
    const { intervention } = await hub.admin.data<{ intervention: unknown }>(
      `query ($id: ID!) { intervention(id: $id) { status flaggedForReview syncStatus { state vendorStatus lastDelivery { externalId attempts { number outcome } } } } }`,
      { id },
    );
    expect(intervention).toEqual({
      status: 'PUBLISHED',
      flaggedForReview: false,
      syncStatus: {
        state: 'SUCCEEDED',
        vendorStatus: 'created',
        lastDelivery: { externalId: interventions[0]?.id, attempts: [{ number: 1, outcome: 'SUCCEEDED' }] },
      },
    });
  });

  test('the signature may come before the installation is done', async () => {
    const { id, reference } = await createIntervention(hub.admin);
    const watching = watchIntervention(hub.admin, id);
    await signContract(hub.admin, id);
    await finishInstallation(hub.admin, id);
    await watching.until(isPublished);
    expect(stored(reference)).toHaveLength(1);
  });

  test('a WebSocket and an SSE client receive the same events, each with fields of two other subgraphs', async () => {
    const dossier = completeDossier();
    const email = `${randomUUID()}@example.com`;
    await hub.admin.data('mutation ($input: ContactInput!) { createContact(input: $input) { id } }', {
      input: { email },
    });
    const { id, reference } = await createIntervention(hub.admin, {
      ...dossier,
      beneficiary: { ...dossier.beneficiary, email },
    });
    const query = `subscription ($id: ID, $after: String) { syncEvents(interventionId: $id, after: $after) {
      cursor type message intervention { reference contact { email } } } }`;
    const variables = { id, after: beginning };
    const socket = hub.admin.watch<SyncEventData>(query, variables);
    const sse = createSseClient({
      url: `${hub.url}/graphql`,
      headers: { authorization: `Bearer ${hub.admin.key}` },
      retryAttempts: 0,
    });
    const overSse = collectUntilPublished(sse.iterate<SyncEventData>({ query, variables }));
    await finishInstallation(hub.admin, id);
    await signContract(hub.admin, id);
    await socket.until(isPublished);
    const received = await overSse;
    sse.dispose();
    expect(received).toEqual(socket.received);
    expect(received.length).toBeGreaterThanOrEqual(8);
    for (const { syncEvents } of received) expect(syncEvents.intervention).toEqual({ reference, contact: { email } });
  });

  test('every watcher sees the same events in the same order, and resumes at any of them', async () => {
    const { id, reference } = await createIntervention(hub.admin);
    const first = watchIntervention(hub.admin, id);
    const second = hub.admin.watch<SyncEventData>(syncEventsQuery, { id, after: beginning });
    await finishInstallation(hub.admin, id);
    await signContract(hub.admin, id);
    await Promise.all([first.until(isPublished), second.until(isPublished)]);
    const whole = first.received.map(({ syncEvents }) => syncEvents.cursor);
    expect(second.received.map(({ syncEvents }) => syncEvents.cursor)).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
    expect(first.received.every(({ syncEvents }) => syncEvents.intervention?.reference === reference)).toBe(true);
    expect(first.received.map(({ syncEvents }) => syncEvents.type)).toEqual(
      expect.arrayContaining(['intervention.status', 'delivery.pending', 'delivery.sending', 'delivery.succeeded']),
    );
    for (const [index, after] of whole.slice(0, -1).entries()) {
      const resumed = hub.admin.watch<SyncEventData>(syncEventsQuery, { id, after });
      await resumed.until(isPublished);
      resumed.stop();
      expect(resumed.received.map(({ syncEvents }) => syncEvents.cursor)).toEqual(whole.slice(index + 1));
    }
  });

  test('asked for by twenty at once, a dossier is one delivery and one request', async () => {
    const { id, reference } = await createIntervention(hub.admin);
    const watching = watchIntervention(hub.admin, id);
    await finishInstallation(hub.admin, id);
    await signContract(hub.admin, id);
    const asked = await Promise.all(
      Array.from({ length: 20 }, () => hub.admin.rest('POST', `/api/interventions/${id}/publish`)),
    );
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(asked.map(({ body }) => (body.delivery as { id: string }).id)).size).toBe(1);
    await watching.until(isPublished);
    expect(creates(reference)).toHaveLength(1);
  });

  test('what is missing is named field by field, nothing is sent, and mending it sends it', async () => {
    const { beneficiary, ...rest } = completeDossier();
    const { id, reference } = await createIntervention(hub.admin, {
      ...rest,
      beneficiary: { ...beneficiary, email: null },
      site: { ...rest.site, pdl: '123' },
    });
    const watching = watchIntervention(hub.admin, id);
    await finishInstallation(hub.admin, id);
    await signContract(hub.admin, id);
    await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.blocked');
    const query = `query ($id: ID!) { intervention(id: $id) { syncStatus { state lastDelivery { blockedBy violations { field } attempts { number } } } } }`;
    const { intervention } = await hub.admin.data<{ intervention: unknown }>(query, { id });
    expect(intervention).toEqual({
      syncStatus: {
        state: 'BLOCKED',
        lastDelivery: {
          blockedBy: 'missing data',
          violations: [{ field: 'customer.email' }, { field: 'installation.pdl' }],
          attempts: [],
        },
      },
    });
    expect(creates(reference)).toEqual([]);

    const update = `mutation ($id: ID!, $input: UpdateInterventionInput!) { updateIntervention(id: $id, input: $input) { id } }`;
    await hub.admin.data(update, { id, input: { beneficiary, site: rest.site } });
    await watching.until(isPublished);
    expect(stored(reference)).toHaveLength(1);
  });

  test('REST tells the sync status with every attempt', async () => {
    const { id, reference } = await publishOne(hub.admin);
    const { status, body } = await hub.admin.rest('GET', `/api/interventions/${id}/sync-status`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      intervention: { id, reference, status: 'PUBLISHED' },
      state: 'SUCCEEDED',
      lastDelivery: { connector: 'symphonics', attempts: [{ number: 1, outcome: 'SUCCEEDED', httpStatus: 201 }] },
    });
  });
}

/** The data of a stream's events, up to the one that says PUBLISHED. */
async function collectUntilPublished(stream: AsyncIterable<{ data?: SyncEventData | null }>): Promise<SyncEventData[]> {
  const received: SyncEventData[] = [];
  for await (const { data } of stream) {
    if (!data) throw new Error('an event came without data');
    received.push(data);
    if (isPublished(data)) break;
  }
  return received;
}
