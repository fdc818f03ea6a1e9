import {
  completeDossier,
  createIntervention,
  finishInstallation,
  isPublished,
  publishOne,
  signContract,
  watchIntervention,
} from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { permutations } from '../support/permutations.js';
import { postWebhook, statusUpdate } from '../support/symphonics-webhooks.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
}, 60_000);
afterAll(() => hub.close());

const url = () => `${hub.url}/api/webhooks/symphonics`;
const symphonicsKnows = (reference: string) =>
  hub.sandbox.state().interventions.find(({ external_id }) => external_id === reference);
const symphonicsHas = (reference: string) => {
  const found = symphonicsKnows(reference);
  if (!found) throw new Error(`Symphonics has no ${reference}`);
  return found;
};
const look = async (id: string) => {
  const query = `query ($id: ID!) { intervention(id: $id) {
    status flaggedForReview reviewReasons syncStatus { state vendorStatus lastDelivery { externalId } } } }`;
  const { intervention } = await hub.admin.data<{
    intervention: {
      status: string;
      reviewReasons: string[];
      syncStatus: { state: string; vendorStatus: string | null; lastDelivery: { externalId: string | null } };
    };
  }>(query, { id });
  return intervention;
};
const webhooksOf = async (externalId: string) => {
  const rows = await hub.database.sql<{ outcome: string; message: string }>(
    "select outcome, message from integrations.inbound_webhooks where payload -> 'data' ->> 'intervention_id' = $1 order by id",
    [externalId],
  );
  return rows;
};
/** Resolves once that many webhooks about an intervention are applied, whatever they led to. */
const untilApplied = (externalId: string, count: number) =>
  eventually(async () => {
    const done = (await webhooksOf(externalId)).filter(({ outcome }) => outcome !== 'RECEIVED');
    return done.length === count && done;
  }, `${count} webhooks about ${externalId} applied`);

/** Resolves once the interventions subgraph has taken up all that it was told of a dossier. */
const untilHeard = async (id: string) => {
  const waiting = `select from jobs.job where name = 'domain-events-interventions' and state in ('created', 'retry', 'active')
    and data -> 'data' ->> 'interventionId' = $1`;
  const heard = async () => (await hub.database.sql(waiting, [id])).length === 0;
  await eventually(heard, `all that was told of ${id} taken up`);
};

test('a status is told to those who watch, and kept', async () => {
  const { id, reference } = await publishOne(hub.admin);
  const { id: externalId } = symphonicsHas(reference);
  const watching = watchIntervention(hub.admin, id);
  const all = hub.admin.watch<{ syncEvents: { type: string; message: string } }>(
    'subscription { syncEvents { type message } }',
  );
  await all.open;
  const receipt = await hub.sandbox.sendEvent({
    url: url(),
    event: 'intervention.status_update',
    data: { intervention_id: externalId, new_status: 'validated', notes: 'Tout est en ordre' },
  });
  expect(receipt.status).toBe(202);
  const { syncEvents } = await watching.until(({ syncEvents: { type } }) => type === 'delivery.vendor-status');
  expect(syncEvents).toMatchObject({
    message: `${reference}: Symphonics: validated: Tout est en ordre`,
    delivery: { externalId },
  });
  await all.until(({ syncEvents: { type, message } }) => type === 'webhook.received' && message.includes('validated'));
  expect(await look(id)).toMatchObject({
    status: 'PUBLISHED',
    syncStatus: { state: 'SUCCEEDED', vendorStatus: 'validated' },
  });
});

test('so is what became of a document', async () => {
  const { id, reference } = await publishOne(hub.admin);
  const watching = watchIntervention(hub.admin, id);
  const data = {
    intervention_id: symphonicsHas(reference).id,
    document_type: 'invoice',
    verification_status: 'verified',
  };
  await hub.sandbox.sendEvent({ url: url(), event: 'document.verification', data });
  const { syncEvents } = await watching.until(({ syncEvents: { type } }) => type === 'delivery.vendor-event');
  expect(syncEvents.message).toBe(`${reference}: Symphonics: invoice verified`);
  expect((await look(id)).syncStatus.vendorStatus).toBe('created');
});

test('thirty copies at once are applied once', async () => {
  const { id, reference } = await publishOne(hub.admin);
  const externalId = symphonicsHas(reference).id;
  const { answers } = await hub.sandbox.sendEvent({
    url: url(),
    event: 'intervention.status_update',
    data: { intervention_id: externalId, new_status: 'processing' },
    repeat: 30,
  });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(answers.filter(({ body }) => JSON.parse(body).duplicate === false)).toHaveLength(1);
  expect(await untilApplied(externalId, 1)).toMatchObject([{ outcome: 'APPLIED' }]);
  const told = await hub.database.sql(
    "select from integrations.sync_events where intervention_id = $1 and type = 'delivery.vendor-status'",
    [id],
  );
  expect(told).toHaveLength(1);
});

test('in whatever order they come, the newest wins', async () => {
  const statuses = ['processing', 'verification', 'validated', 'closed'];
  const orders = permutations(statuses);
  expect(orders).toHaveLength(24);
  const start = Date.now() - 60_000;
  /** Sends some orders one after the other, each newer than the last, waiting for each webhook to be applied. */
  const endsOf = async (some: string[][]) => {
    const { id, reference } = await publishOne(hub.admin);
    const externalId = symphonicsHas(reference).id;
    const ends: unknown[] = [];
    for (const [index, order] of some.entries()) {
      for (const [step, status] of order.entries()) {
        const at = new Date(start + index * 1_000 + statuses.indexOf(status) * 100).toISOString();
        await postWebhook(hub, statusUpdate({ intervention_id: externalId, new_status: status }, at));
        await untilApplied(externalId, index * statuses.length + step + 1);
      }
      ends.push((await look(id)).syncStatus.vendorStatus);
    }
    return ends;
  };
  const groups = Array.from({ length: 6 }, (_, group) => orders.slice(group * 4, group * 4 + 4));
  expect(new Set((await Promise.all(groups.map(endsOf))).flat())).toEqual(new Set(['closed']));
}, 60_000);

test.each([
  { statuses: ['rejected', 'validated'], end: 'PUBLISHED validated' },
  { statuses: ['validated', 'rejected'], end: 'REJECTED rejected' },
  { statuses: ['rejected', 'verification', 'rejected'], end: 'REJECTED rejected' },
])('$statuses, one a second, end the same in whatever order they come', async ({ statuses, end }) => {
  const start = Date.now() - 60_000;
  const told = statuses.map((status, second) => ({ status, at: new Date(start + second * 1_000).toISOString() }));
  for (const order of permutations(told)) {
    const { id, reference } = await publishOne(hub.admin);
    const externalId = symphonicsHas(reference).id;
    for (const [index, { status, at }] of order.entries()) {
      await postWebhook(hub, statusUpdate({ intervention_id: externalId, new_status: status }, at));
      await untilApplied(externalId, index + 1);
    }
    await untilHeard(id);
    const { status, reviewReasons, syncStatus } = await look(id);
    const orderOfTimes = order.map(({ at }) => at);
    expect({ orderOfTimes, end: `${status} ${syncStatus.vendorStatus}` }).toEqual({ orderOfTimes, end });
    expect(reviewReasons).toEqual(end.startsWith('REJECTED') ? ['Symphonics: rejected'] : []);
  }
});

test('one about nothing of ours is answered and set aside', async () => {
  const answer = await postWebhook(hub, statusUpdate({ intervention_id: 'sym_00000001', external_id: 'NOBODY-1' }));
  expect(answer.status).toBe(202);
  expect(await untilApplied('sym_00000001', 1)).toMatchObject([{ outcome: 'IGNORED' }]);
});

test('a rejection sends the dossier back with its reason', async () => {
  const { id, reference } = await publishOne(hub.admin);
  const watching = watchIntervention(hub.admin, id);
  await hub.sandbox.sendEvent({
    url: url(),
    event: 'intervention.status_update',
    data: { intervention_id: symphonicsHas(reference).id, new_status: 'rejected', notes: 'Photo illisible' },
  });
  await watching.until(({ syncEvents: { message } }) => message?.endsWith('to REJECTED') ?? false);
  expect(await look(id)).toMatchObject({
    status: 'REJECTED',
    flaggedForReview: true,
    reviewReasons: ['Symphonics: rejected: Photo illisible'],
    syncStatus: { vendorStatus: 'rejected' },
  });
});

describe('a webhook that is faster than the answer to our own request', () => {
  const race = async (newStatus: string) => {
    const { id, reference } = await createIntervention(hub.admin, completeDossier());
    const watching = watchIntervention(hub.admin, id);
    hub.sandbox.faults.add({
      match: { method: 'POST', path: '/crm/interventions' },
      fault: { kind: 'slow', delayMs: 1_000, processed: true },
    });
    await finishInstallation(hub.admin, id);
    await signContract(hub.admin, id);
    await eventually(async () => symphonicsKnows(reference), 'the dossier at Symphonics');
    const { id: externalId } = symphonicsHas(reference);
    const data = { intervention_id: externalId, external_id: reference, new_status: newStatus };
    await hub.sandbox.sendEvent({ url: url(), event: 'intervention.status_update', data });
    await watching.until(({ syncEvents: { type } }) => type === 'delivery.succeeded');
    await untilApplied(externalId, 1);
    return { id, externalId, watching };
  };

  test('finds its delivery by our reference, and is not undone by the answer', async () => {
    const { id, externalId, watching } = await race('processing');
    await watching.until(isPublished);
    expect(await look(id)).toMatchObject({ syncStatus: { vendorStatus: 'processing', lastDelivery: { externalId } } });
  });

  test('also when it says no', async () => {
    const { id, watching } = await race('rejected');
    await watching.until(({ syncEvents: { message } }) => message?.endsWith('to REJECTED') ?? false);
    // Whatever else was on its way by then has come through once a later dossier has.
    await publishOne(hub.admin);
    expect(await look(id)).toMatchObject({ status: 'REJECTED', reviewReasons: ['Symphonics: rejected'] });
  });
});
