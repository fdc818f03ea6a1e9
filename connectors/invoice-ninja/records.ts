import {
  defineRecord,
  type RemotePage,
  type RemoteRecord,
  type VendorRecords,
} from '../../platform/connectors/vendor-records.js';
import {
  InvoiceNinjaCustomerDocument,
  type InvoiceNinjaCustomerQuery,
  InvoiceNinjaInvoiceDocument,
  type InvoiceNinjaInvoiceQuery,
  InvoiceNinjaPaymentDocument,
  type InvoiceNinjaPaymentQuery,
  InvoiceNinjaQuoteDocument,
  type InvoiceNinjaQuoteQuery,
} from '../../schema/operations.js';
import { getOne, list, type Session } from './client.js';
import type { Credentials } from './credentials.js';
import { invoiceFields, quoteFields, vendorInvoiceFields, vendorQuoteFields } from './document-fields.js';
import { clientFields, customerFields } from './map-customer.js';
import { documentInput } from './map-document.js';
import { paymentFields, vendorPaymentFields } from './payment-fields.js';
import { invoicePlace, placeName } from './places.js';
import type { Settings } from './settings.js';
import type { VendorClient, VendorDocument, VendorPayment } from './wire.js';

const perPage = 500;

interface Row {
  id: string;
  updated_at: number;
  is_deleted: boolean;
}

const recordOf = (row: Row, rest: Pick<RemoteRecord, 'reference' | 'fields'>): RemoteRecord => ({
  externalId: row.id,
  updatedAt: new Date(row.updated_at * 1_000),
  deleted: row.is_deleted,
  ...rest,
});

/**
 * A page begins where the last one ended in time, not in number: a record that changes meanwhile moves to the end of the
 * list, and what comes after it would move up, past the page. Only within one second are pages counted.
 */
async function changed<K extends 'clients' | 'invoices' | 'quotes' | 'payments'>(
  session: Session,
  kind: K,
  { since, page }: { since: Date | null; page: string | null },
  toRecord: (row: Awaited<ReturnType<typeof list<K>>>['rows'][number]) => RemoteRecord,
): Promise<RemotePage> {
  const [from = 0, number = 1] = page ? page.split('.').map(Number) : [Math.floor((since?.getTime() ?? 0) / 1_000)];
  const { rows } = await list(session, kind, {
    ...(from > 0 && { updated_at: String(from) }),
    sort: 'updated_at|asc',
    per_page: String(perPage),
    page: String(number),
  });
  const last = rows.at(-1);
  const next =
    !last || rows.length < perPage ? null : last.updated_at > from ? `${last.updated_at}.1` : `${from}.${number + 1}`;
  return { records: rows.map(toRecord), next };
}

const customerRecord = (session: Session) => (client: VendorClient) => ({
  ...recordOf(client, {
    reference: client.contacts[0]?.email || null,
    fields: clientFields(client, session.settings),
  }),
  // A client that is archived is not to be dealt with any more.
  deleted: client.is_deleted || client.archived_at > 0,
});

const invoiceRecord = (session: Session, kind: 'invoices' | 'credits') => (document: VendorDocument) => ({
  ...recordOf(document, {
    reference: document.number || null,
    fields: vendorInvoiceFields(kind, document, session.settings),
  }),
  externalId: placeName(kind, document.id),
});

const quoteRecord = (session: Session) => (document: VendorDocument) =>
  recordOf(document, { reference: document.number || null, fields: vendorQuoteFields(document, session.settings) });

const paymentRecord = (session: Session) => (payment: VendorPayment) =>
  recordOf(payment, { reference: payment.number || null, fields: vendorPaymentFields(payment, session.settings) });

const customer = defineRecord<Credentials, InvoiceNinjaCustomerQuery, Settings>({
  document: InvoiceNinjaCustomerDocument,
  fieldsOf: ({ customer }) => customer && customerFields(customer),
  async read(session, id) {
    const found = await getOne(session, 'clients', id);
    return found && customerRecord(session)(found);
  },
  changedSince: (session, since, page) => changed(session, 'clients', { since, page }, customerRecord(session)),
  pushedBy: 'sync-customer',
});

/** Credits are read where one is asked for; what changes of them there is not looked for. */
const invoice = defineRecord<Credentials, InvoiceNinjaInvoiceQuery, Settings>({
  document: InvoiceNinjaInvoiceDocument,
  fieldsOf: ({ invoice }) => (invoice?.number ? invoiceFields(invoice) : null),
  async read(session, externalId) {
    const { kind, id } = invoicePlace(externalId);
    const found = await getOne(session, kind, id);
    return found && invoiceRecord(session, kind)(found);
  },
  changedSince: (session, since, page) =>
    changed(session, 'invoices', { since, page }, invoiceRecord(session, 'invoices')),
  pushedBy: 'sync-invoice',
  pushInput: documentInput.parse({ amounts: 'ours' }),
});

const quote = defineRecord<Credentials, InvoiceNinjaQuoteQuery, Settings>({
  document: InvoiceNinjaQuoteDocument,
  fieldsOf: ({ quote }) => (quote && quote.status !== 'DRAFT' ? quoteFields(quote) : null),
  async read(session, id) {
    const found = await getOne(session, 'quotes', id);
    return found && quoteRecord(session)(found);
  },
  changedSince: (session, since, page) => changed(session, 'quotes', { since, page }, quoteRecord(session)),
  pushedBy: 'sync-quote',
  pushInput: documentInput.parse({ amounts: 'ours' }),
});

const payment = defineRecord<Credentials, InvoiceNinjaPaymentQuery, Settings>({
  document: InvoiceNinjaPaymentDocument,
  fieldsOf: ({ payment }) => payment && paymentFields(payment),
  async read(session, id) {
    const found = await getOne(session, 'payments', id);
    return found && paymentRecord(session)(found);
  },
  changedSince: (session, since, page) => changed(session, 'payments', { since, page }, paymentRecord(session)),
  pushedBy: 'sync-payment',
});

export const records: VendorRecords<Credentials, Settings> = { customer, invoice, quote, payment };
