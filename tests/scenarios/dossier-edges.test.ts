import type { HubClient } from '../support/client.js';
import { completeDossier, createIntervention } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startVendors, type Vendors } from '../support/vendors.js';

// One query from an intervention to all that belongs to it, at our side and at the vendors'.

let hub: TestHub;
let vendors: Vendors;
let client: HubClient;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
let interventionId: string;
const minuteMs = 60_000;

const made = async (mutation: string, type: string, input: object): Promise<string> => {
  const query = `mutation ($input: ${type}!) { made: ${mutation}(input: $input) { id } }`;
  return (await client.data<{ made: { id: string } }>(query, { input })).made.id;
};

beforeAll(async () => {
  const now = () => new Date(Date.now() + ahead);
  // Longer than an edge waits, so that its own deadline is seen.
  hub = await startTestHub({ now, env: { DELIVERY_TIMEOUT_MS: '6000' } });
  vendors = await startVendors(hub, now);
  client = hub.admin;
  const email = 'camille@dossier.example';
  const dossier = completeDossier();
  const input = { ...dossier, reference: 'DOSSIER-1', beneficiary: { ...dossier.beneficiary, email } };
  interventionId = (await createIntervention(client, input)).id;
  const contactId = await made('createContact', 'ContactInput', { firstName: 'Camille', email });
  const customerId = await made('createCustomer', 'CreateCustomerInput', { name: 'Camille', email, contactId });
  const companyId = await made('createCompany', 'CreateCompanyInput', { name: 'Hypervisual' });
  const lines = [{ description: 'Heat pump', unitPrice: 100_000, vatRate: 2_000 }];
  const quoteId = await made('createQuote', 'CreateQuoteInput', { companyId, customerId, interventionId, lines });
  await client.data('mutation ($id: ID!) { sendQuote(id: $id) { id } signQuote(id: $id) { id } }', { id: quoteId });
  await eventually(async () => (await read()).data?.atVendor, 'the deposit is at Invoice Ninja');
  await eventually(async () => (await read()).contact?.atVendor, 'the contact is at Mautic');
}, 90_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});
beforeEach(() => {
  vendors.invoiceNinja.faults.clear();
  vendors.mautic.faults.clear();
});

interface Edge {
  asOf: string | null;
  source: string | null;
  error: { code: string; message: string } | null;
}
interface Dossier {
  reference: string;
  quotes: {
    status: string;
    signatures: { state: string }[];
    invoices: {
      kind: string;
      number: string;
      payments: { id: string }[];
      externalRecords: { connector: string; externalId: string }[];
      atVendor:
        | (Edge & { externalId: string; number: string | null; status: string | null; amount: number | null })
        | null;
    }[];
  }[];
  contact: {
    firstName: string;
    atVendor: (Edge & { campaigns: { id: string }[] | null; segments: { id: string }[] | null }) | null;
  };
}
const edge = 'asOf source error { code message }';
const query = `query ($id: ID!) { intervention(id: $id) { reference
  quotes { status signatures { state }
    invoices { kind number payments { id } externalRecords { connector externalId }
      atVendor { ${edge} externalId number status amount } } }
  contact { firstName atVendor { ${edge} campaigns { id } segments { id } } } } }`;

/** Everything, and beside it what the vendor says of the first invoice. */
async function read() {
  const { intervention } = await client.data<{ intervention: Dossier }>(query, { id: interventionId });
  return { ...intervention, data: intervention.quotes[0]?.invoices[0] };
}

const silent = { match: { path: '/**' }, fault: { kind: 'hang' }, times: 50 } as const;
const broken = { match: { path: '/**' }, fault: { kind: 'status', status: 503 }, times: 50 } as const;

test('says all that there is, ours and theirs: asked just now, and then an answer that still holds', async () => {
  ahead += 10 * minuteMs;
  const live = await read();
  expect(live).toMatchObject({
    reference: 'DOSSIER-1',
    quotes: [{ status: 'SIGNED' }],
    data: {
      kind: 'DEPOSIT',
      payments: [],
      externalRecords: [{ connector: 'invoice-ninja', externalId: live.data?.atVendor?.externalId }],
      atVendor: { source: 'LIVE', error: null, status: 'SENT', number: live.data?.number, asOf: expect.any(String) },
    },
    contact: { firstName: 'Camille', atVendor: { source: 'LIVE', error: null } },
  });
  expect(live.contact.atVendor?.segments).not.toBeNull();
  const asked = vendors.invoiceNinja.requests().length;
  const again = await read();
  expect(again.data?.atVendor).toEqual({ ...live.data?.atVendor, source: 'CACHE' });
  expect(again.contact.atVendor).toEqual({ ...live.contact.atVendor, source: 'CACHE' });
  expect(vendors.invoiceNinja.requests().length).toBe(asked);
});

test('a vendor that is silent or broken is told of at its edge alone, with what it said last', async () => {
  const known = await read();
  ahead += 10 * minuteMs;
  vendors.invoiceNinja.faults.add(silent);
  const hung = await read();
  expect(hung.data?.atVendor).toEqual({
    ...known.data?.atVendor,
    source: 'CACHE',
    error: { code: 'VENDOR_UNAVAILABLE', message: 'Invoice Ninja did not answer within 2000 ms.' },
  });
  expect(hung.contact.atVendor).toMatchObject({ source: 'LIVE', error: null });
  expect(hung.quotes[0]?.status).toBe('SIGNED');

  ahead += 10 * minuteMs;
  vendors.mautic.faults.add(broken);
  const down = await read();
  expect(down.contact.atVendor).toMatchObject({
    source: 'CACHE',
    error: { code: 'VENDOR_UNAVAILABLE' },
    segments: known.contact.atVendor?.segments,
  });
});

test('without any earlier answer there is nothing but why, and the rest of the dossier', async () => {
  await hub.database.sql('delete from integrations.lookup_answers');
  ahead += 10 * minuteMs;
  vendors.invoiceNinja.faults.add(broken);
  const dead = await read();
  expect(dead.data?.atVendor).toMatchObject({
    asOf: null,
    source: null,
    error: { code: 'VENDOR_UNAVAILABLE' },
    status: null,
    amount: null,
  });
  expect(dead.data?.kind).toBe('DEPOSIT');
  expect(dead.quotes[0]?.status).toBe('SIGNED');
});
