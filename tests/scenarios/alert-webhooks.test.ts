import { watchAlerts } from '../../subgraphs/integrations/alerts/watch-alerts.js';
import { goodCredentials, onlyConnection } from '../support/connections.js';
import { signedDossier } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { createWebhook, signers } from '../support/webhooks.js';

let hub: TestHub;
let receiver: Receiver;
beforeAll(async () => {
  [hub, receiver] = await Promise.all([startTestHub(), startReceiver()]);
});
afterAll(async () => {
  await receiver.close();
  await hub.close();
});

const evaluate = () => watchAlerts.handle({}, hub.assembly.services, new AbortController().signal);

async function setSecret(clientSecret: string): Promise<void> {
  const query =
    'mutation ($id: ID!, $input: UpdateConnectionInput!) { updateConnection(id: $id, input: $input) { id } }';
  const input = { credentials: { ...goodCredentials, clientSecret } };
  await hub.admin.data(query, { id: await onlyConnection(hub.admin), input });
}

test('an alert is told by webhook, once when it is raised and once when it is over, and nothing else is', async () => {
  const { secret } = await createWebhook(hub.admin, { url: receiver.url, events: ['alert.*'] });
  await setSecret('wrong');
  const { watching } = await signedDossier(hub.admin);
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.failed');
  await Promise.all([evaluate(), evaluate()]);
  const raised = (await receiver.until(2)).map(({ body }) => JSON.parse(body));
  for (const one of raised) expect(one).toMatchObject({ type: 'alert.raised', data: { connector: 'symphonics' } });
  expect(JSON.stringify(raised)).toMatch(/authentication failing/);

  await setSecret(goodCredentials.clientSecret);
  const { deliveries } = await hub.admin.data<{ deliveries: { nodes: { id: string }[] } }>(
    '{ deliveries(filter: { status: [FAILED] }) { nodes { id } } }',
  );
  await hub.admin.data('mutation ($id: ID!) { retryDelivery(id: $id) { id } }', { id: deliveries.nodes[0]?.id });
  await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.succeeded');
  watching.stop();
  await evaluate();
  await evaluate();
  const all = await receiver.until(4);
  const types = all.map(({ body }) => JSON.parse(body).type as string);
  expect(types).toEqual(['alert.raised', 'alert.raised', 'alert.resolved', 'alert.resolved']);
  for (const one of all) expect(signers(one, [secret])).toEqual([secret]);
}, 60_000);
