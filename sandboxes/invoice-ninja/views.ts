import type { BillingDocument, Client, Payment, Subscription } from './entities.js';
import type { Kind, Tables } from './tables.js';
import { cents } from './totals.js';

/** The user all records belong to; the sandbox knows no users. */
const userId = 'Ua6Rw4pVbS';

/** Where invitations lead; nothing answers there. */
const portal = 'https://portal.invoice-ninja.example/client';

/** A record as the API and the webhooks show it, with the related ones that `include` asks for. */
export function viewOf(tables: Tables, kind: Kind, id: string, include: readonly string[]): Record<string, unknown> {
  switch (kind) {
    case 'clients':
      return viewClient(tables, tables.clients.get(id));
    case 'payments':
      return viewPayment(tables, tables.payments.get(id), include);
    case 'invoices':
    case 'quotes':
    case 'credits':
      return viewDocument(tables, kind.slice(0, -1), tables[kind].get(id), include);
  }
}

function viewClient({ invoices, payments }: Tables, client: Client): Record<string, unknown> {
  const owed = invoices.list().filter(({ client_id, is_deleted }) => client_id === client.id && !is_deleted);
  const paid = payments.list().filter(({ client_id, is_deleted }) => client_id === client.id && !is_deleted);
  return {
    ...client,
    user_id: userId,
    display_name: client.name,
    contacts: client.contacts.map((contact) => ({ ...contact, link: `${portal}/key_login/${contact.contact_key}` })),
    balance: cents(owed.reduce((sum, { balance }) => sum + balance, 0)),
    paid_to_date: cents(paid.reduce((sum, { amount }) => sum + amount, 0)),
    payment_balance: cents(paid.reduce((sum, { amount, applied }) => sum + amount - applied, 0)),
    credit_balance: 0,
    last_login: 0,
    settings: { currency_id: '3' },
  };
}

function viewDocument(
  tables: Tables,
  entityType: string,
  { invoice_id, ...document }: BillingDocument,
  include: readonly string[],
): Record<string, unknown> {
  return {
    ...document,
    ...(entityType === 'quote' && { invoice_id }),
    entity_type: entityType,
    user_id: userId,
    next_send_date: '',
    exchange_rate: 1,
    invitations: document.invitations.map((invitation) => ({
      ...invitation,
      link: `${portal}/${entityType}/${invitation.key}`,
      archived_at: 0,
      email_status: '',
      email_error: '',
    })),
    documents: [],
    ...(include.includes('client') && { client: viewClient(tables, tables.clients.get(document.client_id)) }),
  };
}

/** Without the idempotency key, which the server does not show. */
function viewPayment(
  tables: Tables,
  { idempotency_key: _key, ...payment }: Payment,
  include: readonly string[],
): Record<string, unknown> {
  return {
    ...payment,
    user_id: userId,
    refunded: 0,
    currency_id: '3',
    exchange_rate: 1,
    documents: [],
    ...(include.includes('client') && { client: viewClient(tables, tables.clients.get(payment.client_id)) }),
    ...(include.includes('invoices') && {
      invoices: payment.paymentables.map(({ invoice_id }) =>
        viewDocument(tables, 'invoice', tables.invoices.get(invoice_id), []),
      ),
    }),
  };
}

/** Without the headers, which are what a receiver knows the vendor by. */
export function viewSubscription({ headers: _headers, ...subscription }: Subscription): Record<string, unknown> {
  return { ...subscription, user_id: userId };
}
