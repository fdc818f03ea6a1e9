import { invoiceNinja } from '../../connectors/invoice-ninja/index.js';
import type { Asked, ConnectorAction, ConnectorSession, KnownSubject } from '../../platform/connectors/connector.js';
import { nothingKnown } from '../../platform/connectors/connector.js';
import type { SharedRecord } from '../../platform/connectors/vendor-records.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import { vendorSession } from './vendor-session.js';

export const company = 'HYPERVISUAL';
export const credentials = { apiKey: 'sandbox-token-hypervisual', webhookSecret: 'sandbox-invoice-ninja-secret' };
export const at = new Date('2026-03-02T10:00:00Z');

export const amount = (value: number) => ({ amount: value, currency: 'EUR' });
export const customer = {
  id: '7d3c1f3e-0000-4000-8000-000000000001',
  kind: 'PERSON',
  name: 'Jeanne Martin',
  email: 'jeanne@example.fr',
  phone: '+33612345678',
  address: { street: '1 rue des Lilas', complement: null, postalCode: '69001', city: 'Lyon', country: 'FR' },
};
export const line = (unitPrice: number, vatRate = 2_000, quantity = 1, discount = 0) => ({
  description: 'Pose',
  quantity,
  unitPrice: amount(unitPrice),
  vatRate,
  discount,
});
export const invoice = {
  id: '7d3c1f3e-0000-4000-8000-000000000002',
  number: 'FAC-2026-0001',
  kind: 'STANDARD',
  status: 'SENT',
  title: 'Pompe à chaleur',
  notes: 'Merci',
  currency: 'EUR',
  issuedAt: '2026-03-01T23:30:00.000Z',
  dueAt: '2026-03-31T22:00:00.000Z',
  lines: [line(100_000, 550), line(333, 2_000, 1.5, 1_000)],
  totals: { gross: amount(106_040) },
  paid: amount(0),
  customer,
  creditedInvoice: null,
};
export const creditNote = {
  ...invoice,
  id: '7d3c1f3e-0000-4000-8000-000000000003',
  number: 'AVO-2026-0001',
  kind: 'CREDIT_NOTE',
  creditedInvoice: { number: invoice.number },
};
export const quote = {
  ...invoice,
  id: '7d3c1f3e-0000-4000-8000-000000000004',
  number: 'DEV-2026-0001',
  sentAt: '2026-03-01T10:00:00.000Z',
  validUntil: '2026-03-31T10:00:00.000Z',
};
export const payment = {
  id: '7d3c1f3e-0000-4000-8000-000000000005',
  method: 'BANK_TRANSFER',
  receivedAt: '2026-03-02T09:00:00.000Z',
  reference: 'VIR MARTIN',
  amount: amount(6_040),
  invoice,
};

export const actionOf = (name: string): ConnectorAction<unknown> => {
  const action = invoiceNinja.actions[name];
  if (!action) throw new Error(`no action ${name}`);
  return action;
};
export const recordOf = (name: 'customer' | 'invoice' | 'quote' | 'payment'): SharedRecord<unknown> => {
  const record = invoiceNinja.records?.[name];
  if (!record) throw new Error(`no record ${name}`);
  return record;
};

/** The connector at its sandbox, for the tests of the file that calls it: empty at the start of each. */
export function useInvoiceNinja() {
  let clock = at.getTime();
  const sandbox = createInvoiceNinjaSandbox({ now: () => clock });
  let vendor: Awaited<ReturnType<typeof sandbox.start>>;
  let session: ConnectorSession<unknown>;
  /** What the vendor calls what was sent so far, as the engine would know it. */
  const links = new Map<string, string>();
  beforeAll(async () => {
    vendor = await sandbox.start();
    session = vendorSession(invoiceNinja, { baseUrl: vendor.url, credentials });
  });
  beforeEach(() => {
    clock = at.getTime();
    links.clear();
    sandbox.reset();
  });
  afterEach(() => sandbox.faults.clear());
  afterAll(() => vendor.close());

  const knownOf = (type: string, id: string): KnownSubject => ({
    ...nothingKnown,
    externalId: links.get(`${type}:${id}`) ?? null,
    others: links,
  });
  function prepared(name: string, data: object, about: Partial<Asked> = {}) {
    const [[type = '', subject]] = Object.entries(data) as [[string, { id: string }]];
    const asked: Asked = { variant: '', input: null, settings: invoiceNinja.settings?.parse({}), at, ...about };
    return actionOf(name).prepare(data, knownOf(type, subject.id), asked);
  }
  function payloadOf(name: string, data: object, about: Partial<Asked> = {}): unknown {
    const made = prepared(name, data, about);
    if (!made.ready) throw new Error(`${made.reason}: ${JSON.stringify(made.violations)}`);
    return made.payload;
  }
  async function sent(name: string, data: object, about: Partial<Asked> = {}) {
    const [[type = '', subject]] = Object.entries(data) as [[string, { id: string }]];
    const receipt = await actionOf(name).send(session, payloadOf(name, data, about), knownOf(type, subject.id));
    if (actionOf(name).leaves && receipt.externalId) links.set(`${type}:${subject.id}`, receipt.externalId);
    return receipt;
  }
  return {
    sandbox,
    links,
    prepared,
    payloadOf,
    sent,
    vendor: () => vendor,
    session: () => session,
    /** Lets time go by, in milliseconds. */
    pass: (milliseconds: number) => {
      clock += milliseconds;
    },
    state: () => {
      const found = sandbox.state()[company];
      if (!found) throw new Error(`no company ${company}`);
      return found;
    },
    /** The customer is there, as the engine sees to it. */
    withCustomer: () => sent('sync-customer', { customer }),
  };
}
