import { createInvoiceNinjaSandbox } from '../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../sandboxes/mautic/index.js';

/** What a vendor has, and the hub is to have too. */
export interface VendorRow {
  externalId: string;
  name: string;
  email: string | null;
}

export interface SyncVendors {
  mautic: { url: string; contacts: readonly VendorRow[] };
  ninja: { url: string; clients: readonly VendorRow[]; invoices: readonly VendorRow[]; payments: number };
  /** How many requests the hub has sent. */
  requests(): number;
  /** How many records a vendor has twice. */
  doubles(): number;
  /** How many contacts, clients and invoices they have. */
  held(): number;
  /** How many e-mails went out over invoices. */
  mails(): number;
}

const company = 'SYNC';
const token = 'token';
export const ninjaCredentials = { apiKey: token, webhookSecret: 'a secret of the bench' };
export const mauticCredentials = {
  username: 'sandbox-user',
  password: 'sandbox-password',
  webhookSecret: 'sandbox-mautic-secret',
};
/** The phone number that all contacts have here; each hundredth has another one at the vendor. */
export const phone = '+33612345678';
/** The days that all invoices have on both sides. */
export const issuedOn = '2026-03-02';
export const dueOn = '2036-03-02';
const invoicesAClient = 50;
const invoicesAPayment = 50;
const batch = 200;

/**
 * Sandboxes of Mautic and Invoice Ninja that hold so much, put there over their API as anybody would; or, where they are to
 * be `empty`, that are to get so much from the hub.
 */
export async function startSyncVendors(
  { contacts, invoices, empty }: { contacts: number; invoices: number; empty: boolean },
  started: AsyncDisposableStack,
): Promise<SyncVendors> {
  const ninja = await createInvoiceNinjaSandbox({ companies: [{ name: company, token }] }).start();
  started.defer(() => ninja.close());
  const mautic = await createMauticSandbox().start();
  started.defer(() => mautic.close());

  const counts = {
    requests: () => ninja.requests().length + mautic.requests().length,
    doubles: () =>
      twice(mautic.state().contacts.map(({ email }) => String(email))) +
      twice((ninja.state()[company]?.clients ?? []).map(({ contacts: [first] }) => String(first?.email))) +
      twice((ninja.state()[company]?.invoices ?? []).map((one) => one.number)) +
      twice((ninja.state()[company]?.payments ?? []).map((one) => one.transaction_reference)),
    held: () => {
      const there = ninja.state()[company];
      return mautic.state().contacts.length + (there?.clients.length ?? 0) + (there?.invoices.length ?? 0);
    },
    mails: () => ninja.state()[company]?.emails.length ?? 0,
  };
  if (empty) {
    const row = (name: string, email: string | null): VendorRow => ({ externalId: '', name, email });
    const people = Array.from({ length: contacts }, (_, at) => row(`Person ${at}`, `person-${at}@example.org`));
    const clients = Array.from({ length: Math.ceil(invoices / invoicesAClient) }, (_, at) =>
      row(`Client ${at}`, `client-${at}@example.org`),
    );
    const documents = Array.from({ length: invoices }, (_, at) =>
      row(`SYNC-${String(at).padStart(5, '0')}`, clients[Math.floor(at / invoicesAClient)]?.email ?? null),
    );
    return {
      mautic: { url: mautic.url, contacts: people },
      ninja: { url: ninja.url, clients, invoices: documents, payments: 0 },
      ...counts,
    };
  }

  const { username, password } = mauticCredentials;
  const basic = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  const people: VendorRow[] = [];
  while (people.length < contacts) {
    const numbers = Array.from({ length: Math.min(batch, contacts - people.length) }, (_, at) => people.length + at);
    const rows = numbers.map((number) => ({
      firstname: `Person ${number}`,
      email: `person-${number}@example.org`,
      phone: number % 100 === 0 ? '+33699999999' : phone,
    }));
    const answer = await post<{ contacts: Record<string, { id: number }> }>(
      `${mautic.url}/api/contacts/batch/new`,
      basic,
      rows,
    );
    people.push(
      ...Object.values(answer.contacts).map(({ id }, at) => ({
        externalId: String(id),
        name: rows[at]?.firstname ?? '',
        email: rows[at]?.email ?? null,
      })),
    );
  }

  const api = { 'x-api-token': token, 'x-requested-with': 'XMLHttpRequest' };
  const make = async (path: string, body: object) =>
    (await post<{ data: { id: string } }>(`${ninja.url}/api/v1/${path}`, api, body)).data.id;
  const clients: VendorRow[] = [];
  const documents: VendorRow[] = [];
  let payments = 0;
  for (let number = 0; number < invoices; number += 1) {
    if (number % invoicesAClient === 0) {
      const [name, email] = [`Client ${clients.length}`, `client-${clients.length}@example.org`];
      clients.push({ externalId: await make('clients', { name, contacts: [{ email }] }), name, email });
    }
    const name = `SYNC-${String(number).padStart(5, '0')}`;
    const line = { notes: 'Heat pump', quantity: 1, cost: 100, tax_name1: 'TVA', tax_rate1: 20 };
    const body = {
      client_id: clients.at(-1)?.externalId,
      number: name,
      date: issuedOn,
      due_date: dueOn,
      line_items: [line],
    };
    const id = await make('invoices?mark_sent=true', body);
    documents.push({ externalId: id, name, email: clients.at(-1)?.email ?? null });
    if (number % invoicesAPayment > 0) continue;
    await ninja.sendEvent({ event: 'invoice.paid', company, id, amount: 40, transaction_reference: name });
    payments += 1;
  }
  for (const sandbox of [ninja, mautic]) sandbox.clearRequests();
  return {
    mautic: { url: mautic.url, contacts: people },
    ninja: { url: ninja.url, clients, invoices: documents, payments },
    ...counts,
  };
}

const twice = (names: readonly string[]) => names.length - new Set(names).size;

async function post<Answer>(url: string, headers: Record<string, string>, body: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}
