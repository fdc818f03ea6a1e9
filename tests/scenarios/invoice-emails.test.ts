import { startTestHub, type TestHub } from '../support/hub.js';
import { integrationEndpoints } from '../support/integration-endpoints.js';
import { startVendorSandboxes, type VendorSandboxes } from '../support/vendor-sandboxes.js';

let hub: TestHub;
let vendors: VendorSandboxes;
beforeAll(async () => {
  hub = await startTestHub();
  vendors = await startVendorSandboxes(hub);
  await vendors.connectNinja();
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const { done, people, sentInvoice, settled, settledOf } = integrationEndpoints(() => hub.admin);
const mails = () => vendors.ninja.state().SANDBOX?.emails.length;
interface Told {
  blockedBy: string | null;
  attempts: { outcome: string; errorCode: string | null }[];
}
const delivery = async (id: string) => {
  const query = 'query ($id: ID!) { delivery(id: $id) { blockedBy attempts { outcome errorCode } } }';
  return (await hub.admin.data<{ delivery: Told }>(query, { id })).delivery;
};

/** An invoice that is there, and the delivery of the next e-mail of it. */
async function emailed(fault: { kind: 'lost-answer' } | { kind: 'reset' }): Promise<string> {
  const id = await sentInvoice(await people());
  await settledOf(await done('POST', `/invoice-ninja/sync/${id}`));
  vendors.ninja.faults.add({ match: { method: 'POST', path: '/api/v1/emails' }, fault });
  return (await done('POST', `/invoice-ninja/email/${id}`)).delivery?.id ?? '';
}

test('an e-mail whose answer was lost is found among what Invoice Ninja noted, and is not sent again', async () => {
  const before = mails() ?? 0;
  const id = await emailed({ kind: 'lost-answer' });
  await settled(id);
  expect((await delivery(id)).attempts.map(({ outcome }) => outcome)).toEqual(['UNKNOWN_OUTCOME', 'SUCCEEDED']);
  expect(mails()).toBe(before + 1);
});

test('one of which it noted nothing is left for a person, who has it sent', async () => {
  const before = mails() ?? 0;
  const id = await emailed({ kind: 'reset' });
  await settled(id, 'FAILED');
  const given = await delivery(id);
  expect(given.blockedBy).toBe('needs review: the vendor may have it');
  expect(given.attempts.map(({ errorCode }) => errorCode)).toEqual([
    expect.anything(),
    ...Array(5).fill('CANNOT_TELL'),
  ]);
  expect(mails()).toBe(before);
  await hub.admin.data('mutation ($id: ID!) { retryDelivery(id: $id) { id } }', { id });
  await settled(id);
  expect(mails()).toBe(before + 1);
});
