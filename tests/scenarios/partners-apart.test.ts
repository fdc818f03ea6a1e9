import { createSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import { publishOne } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub } from '../support/hub.js';
import { createPartner, partnerDeliveries, startPartner, watchDeliveries } from '../support/partners.js';

const create = { method: 'POST', path: '/crm/interventions' };

test('one partner down, one silent, one fine: the fine one gets everything while the others wait and say why', async () => {
  // So long that the silent one keeps its places for the whole of the test.
  const hub = await startTestHub({ env: { DELIVERY_TIMEOUT_MS: '60000' } });
  const gone = createSymphonicsSandbox();
  const first = await gone.start();
  await first.close();
  const silent = await startPartner(hub.admin, 'silent');
  const fine = await startPartner(hub.admin, 'fine');
  const down = await createPartner(hub.admin, { name: 'down', baseUrl: first.url });
  silent.sandbox.faults.add({ match: create, fault: { kind: 'hang' }, times: 100 });
  try {
    const dossiers = [];
    for (let made = 0; made < 12; made += 1) dossiers.push(await publishOne(hub.admin));
    for (const { id } of dossiers) {
      const watching = watchDeliveries(hub.admin, id);
      await watching.until('fine', 'delivery.succeeded');
      watching.stop();
    }
    const stored = fine.sandbox.state().interventions.map(({ external_id }) => external_id);
    expect(stored.sort()).toEqual(dossiers.map(({ reference }) => reference).sort());

    const toSilent = await partnerDeliveries(hub.admin, { connectionId: silent.id });
    const statuses = toSilent.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill('PENDING'), 'SENDING', 'SENDING']);
    expect(silent.sandbox.requests(create)).toHaveLength(2);

    // Theirs are made a moment later, once it is known that they are in trouble.
    await eventually(
      async () => (await partnerDeliveries(hub.admin, { connectionId: down })).length === 12,
      'a delivery of each dossier to the one that is down',
    );
    await blockedBy(down, 'open circuit');
    const health = '{ integrationHealth { name circuit backlog lastError } }';
    const { integrationHealth } = await hub.admin.data<{ integrationHealth: { name: string }[] }>(health);
    expect(Object.fromEntries(integrationHealth.map(({ name, ...rest }) => [name, rest]))).toMatchObject({
      down: { circuit: 'OPEN', backlog: 12, lastError: expect.stringContaining('ECONNREFUSED') },
      silent: { circuit: 'CLOSED', backlog: 12 },
      fine: { circuit: 'CLOSED', backlog: 0 },
    });

    // Back again, it gets all that waited, each once.
    const back = await gone.start({ port: first.port });
    await hub.admin.data('mutation ($id: ID!) { resetCircuit(id: $id) { id } }', { id: down });
    for (const { id } of dossiers) {
      const watching = watchDeliveries(hub.admin, id);
      await watching.until('down', 'delivery.succeeded');
      watching.stop();
    }
    expect(back.requests(create).map(({ status }) => status)).toEqual(Array(12).fill(201));
    await back.close();
  } finally {
    // Its requests end first: nobody would answer them.
    await silent.sandbox.close();
    await hub.close();
    await fine.sandbox.close();
  }

  /** Looks until those that do not try just now say so; each look is an answered request. */
  async function blockedBy(connectionId: string, reason: string): Promise<void> {
    await eventually(async () => {
      const found = await partnerDeliveries(hub.admin, { connectionId });
      return found.every((delivery) => delivery.status === 'BLOCKED' && delivery.blockedBy === reason);
    }, `all blocked by ${reason}`);
  }
}, 90_000);
