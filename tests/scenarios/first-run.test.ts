import { runThrough } from '../support/connections.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { integrationEndpoints } from '../support/integration-endpoints.js';
import { startVendorSandboxes, type VendorSandboxes } from '../support/vendor-sandboxes.js';

let hub: TestHub;
let vendors: VendorSandboxes;
let ninja: string;
beforeAll(async () => {
  hub = await startTestHub({ env: { DELIVERY_TIMEOUT_MS: '1500' } });
  vendors = await startVendorSandboxes(hub);
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const { made, people, sentInvoice } = integrationEndpoints(() => hub.admin);

const ran = (connectionId: string, type: string) => runThrough(hub.admin, connectionId, type);

/** Clients, invoices, payments and e-mails at Invoice Ninja, contacts at Mautic. */
function there() {
  const state = vendors.ninja.state().SANDBOX;
  const counts = [state?.clients, state?.invoices, state?.payments, state?.emails].map((all) => all?.length);
  return [...counts, vendors.mautic.state().contacts.length];
}

test('what was here before a vendor was connected is brought there by a whole run, once, and nobody is mailed about it', async () => {
  const [ada, grace] = [await people(), await people()];
  const invoices = [await sentInvoice(ada), await sentInvoice(ada), await sentInvoice(grace)];
  await made('createInvoice', 'CreateInvoiceInput', grace.parties);
  await made('createContact', 'ContactInput', { firstName: 'Somebody' });
  await hub.admin.data(
    'mutation ($id: ID!) { recordPayment(input: { invoiceId: $id, amount: 5000, method: CARD }) { id } }',
    { id: invoices[0] },
  );
  ninja = await vendors.connectNinja();
  const mautic = await vendors.connectMautic();
  expect(there()).toEqual([0, 0, 0, 0, 0]);
  expect(await ran(ninja, 'INCREMENTAL')).toMatchObject({ status: 'COMPLETED', recordsProcessed: 0 });

  expect(await ran(ninja, 'PUSH')).toMatchObject({ status: 'COMPLETED', recordsCreated: 6, recordsFailed: 0 });
  expect(await ran(mautic, 'FULL')).toMatchObject({ status: 'COMPLETED', recordsCreated: 2, recordsFailed: 0 });
  expect(there()).toEqual([2, 3, 1, 0, 2]);

  // The draft and who cannot be reached have gone nowhere, and a second run finds nothing to bring.
  expect(await ran(ninja, 'FULL')).toMatchObject({ status: 'COMPLETED', recordsCreated: 0, recordsFailed: 0 });
  expect(await ran(mautic, 'PUSH')).toMatchObject({ status: 'COMPLETED', recordsCreated: 0 });
  expect(there()).toEqual([2, 3, 1, 0, 2]);

  // What comes about from now on is mailed as ever.
  await sentInvoice(grace);
  await eventually(async () => there()[3] === 1, 'the new invoice mailed');
  expect(there()).toEqual([2, 4, 1, 1, 2]);
});

test('an invoice that is sent while a run goes on is there once, and e-mailed', async () => {
  const who = await people();
  const [, invoices = 0, , mails = 0] = there();
  const create = { method: 'POST', path: '/api/v1/invoices' };
  vendors.ninja.clearRequests();
  vendors.ninja.faults.add({ match: create, fault: { kind: 'hang' } });
  await sentInvoice(who);
  await vendors.ninja.waitForRequest(({ method, path }) => method === create.method && path === create.path);

  // The flow's own delivery is on its way: the run does not know that it arrives, and asks as well.
  expect(await ran(ninja, 'PUSH')).toMatchObject({ status: 'COMPLETED', recordsFailed: 0 });
  await eventually(async () => there()[3] === mails + 1, 'the invoice mailed');
  expect(there()[1]).toBe(invoices + 1);
});
