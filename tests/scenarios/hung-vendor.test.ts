import { mautic } from '../../connectors/mautic/index.js';
import { createIntervention, finishInstallation, signContract } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startVendorSandboxes, type VendorSandboxes } from '../support/vendor-sandboxes.js';

let hub: TestHub;
let vendors: VendorSandboxes;
beforeAll(async () => {
  hub = await startTestHub({ connectors: [mautic], env: { DELIVERY_TIMEOUT_MS: '60000' } });
  vendors = await startVendorSandboxes(hub);
  await vendors.connectMautic();
}, 60_000);
afterAll(async () => {
  // Before the hub: it waits for what the vendor does not answer.
  await vendors.close();
  await hub.close();
});

test('a vendor that does not answer holds up its own deliveries alone', async () => {
  vendors.mautic.faults.add({ fault: { kind: 'hang' }, times: 1_000 });
  const contacts = Array.from(
    { length: 60 },
    (_, nr) => `c${nr}: createContact(input: { firstName: "Marie", email: "marie-${nr}@example.org" }) { id }`,
  );
  for (let nr = 0; nr < contacts.length; nr += 10) {
    await hub.admin.data(`mutation { ${contacts.slice(nr, nr + 10).join('\n')} }`);
  }
  const count = async (status: string) => {
    const query = `query ($filter: DeliveryFilter!) { deliveries(filter: $filter) { totalCount } }`;
    const filter = { connector: 'mautic', status: [status] };
    return (await hub.admin.data<{ deliveries: { totalCount: number } }>(query, { filter })).deliveries.totalCount;
  };
  // Each worker that has a place free looks for work every second.
  const left = `select 1 from jobs.job where name like 'deliver%' and state = 'created' and created_on < now() - interval '3 s'`;
  await eventually(async () => (await hub.database.sql(left)).length > 0, 'no worker has a place for more of it');

  const { id } = await createIntervention(hub.admin);
  await finishInstallation(hub.admin, id);
  await signContract(hub.admin, id);
  await eventually(async () => {
    const query = 'query ($id: ID!) { intervention(id: $id) { status } }';
    const { intervention } = await hub.admin.data<{ intervention: { status: string } }>(query, { id });
    return intervention.status === 'PUBLISHED';
  }, 'the dossier is at another vendor');
  expect(await count('SENDING')).toBeGreaterThan(0);
  expect(await count('SUCCEEDED')).toBe(0);
});
