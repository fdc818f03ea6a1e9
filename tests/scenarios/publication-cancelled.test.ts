import { isPublished, signedDossier } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

let hub: TestHub;
beforeEach(async () => {
  // So long that what has failed once stays where it is.
  hub = await startTestHub({ env: { DELIVERY_RETRY_BASE_MS: '600000' } });
});
afterEach(() => hub.close());

const create = { method: 'POST', path: '/crm/interventions' };
const late = { type: 'after', url: 'https://app.workforce-automation.com/files/late.jpg' };

interface Found {
  id: string;
  action: string;
  status: string;
}
async function deliveriesOf(id: string): Promise<Found[]> {
  const query = 'query ($id: ID!) { intervention(id: $id) { deliveries { nodes { id action status } } } }';
  const { intervention } = await hub.admin.data<{ intervention: { deliveries: { nodes: Found[] } } }>(query, { id });
  return intervention.deliveries.nodes.sort((one, other) => (one.id < other.id ? -1 : 1));
}

test('an update that outlives the publication it waited for does not keep the next publication waiting', async () => {
  hub.sandbox.faults.add({ match: create, fault: { kind: 'status', status: 500 } });
  const { id, watching } = await signedDossier(hub.admin);
  await watching.until(({ syncEvents: { type } }) => type === 'delivery.retrying');
  const add = 'mutation ($id: ID!, $photos: [PhotoInput!]) { addToDossier(id: $id, photos: $photos) { id } }';
  await hub.admin.data(add, { id, photos: [late] });
  const made = () => watching.received.filter(({ syncEvents: { message } }) => message?.includes('is to go to'));
  await watching.until(() => made().length === 2);
  const [first] = await deliveriesOf(id);
  await hub.admin.data('mutation ($id: ID!) { cancelDelivery(id: $id) { id } }', { id: first?.id });

  await hub.admin.data('mutation ($id: ID!) { publishIntervention(id: $id) { id } }', { id });
  await watching.until(isPublished, 30_000);
  // The photo went along with the publication: nothing is left for the update to bring.
  await watching.until(({ syncEvents: { message } }) => message?.includes('has all of') ?? false);
  watching.stop();
  expect(await deliveriesOf(id)).toMatchObject([
    { action: 'publish-intervention', status: 'CANCELLED' },
    { action: 'update-intervention', status: 'CANCELLED' },
    { action: 'publish-intervention', status: 'SUCCEEDED' },
  ]);
  const [held, ...others] = hub.sandbox.state().interventions;
  expect(others).toEqual([]);
  expect(held?.payload.photos?.map(({ url }) => url)).toContain(late.url);
  expect(hub.sandbox.requests({ method: 'PATCH' })).toEqual([]);
}, 90_000);
