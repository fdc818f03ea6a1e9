import { clientOf } from './clients.js';
import type { Company } from './company.js';
import type { BillingDocument, Client, Invitation, LineItem } from './entities.js';
import { hashedId } from './ids.js';
import { draftStatus, invoiceStatus, sentStatus } from './statuses.js';
import type { DocumentKind } from './tables.js';
import { cents, computeTotals } from './totals.js';
import type { DocumentInput, LineItemInput } from './wire.js';

const blankDocument = {
  po_number: '',
  due_date: '',
  partial: 0,
  partial_due_date: '',
  terms: '',
  public_notes: '',
  private_notes: '',
  footer: '',
  project_id: '',
  assigned_user_id: '',
  discount: 0,
  is_amount_discount: false,
  uses_inclusive_taxes: false,
  tax_name1: '',
  tax_rate1: 0,
  tax_name2: '',
  tax_rate2: 0,
  tax_name3: '',
  tax_rate3: 0,
  custom_value1: '',
  custom_value2: '',
  custom_value3: '',
  custom_value4: '',
};

/** Makes an invoice, a quote or a credit: a draft, its amounts computed. @throws Refusal 422 */
export function createDocument(company: Company, kind: DocumentKind, input: DocumentInput): BillingDocument {
  const client = clientOf(company, input.client_id);
  const { number = '', line_items = [], invitations, ...fields } = input;
  const entity = company.newEntity();
  const document: BillingDocument = {
    ...entity,
    ...blankDocument,
    date: company.today(),
    ...fields,
    client_id: client.id,
    number: company.numberFor(kind, number, entity.id),
    status_id: draftStatus,
    amount: 0,
    balance: 0,
    paid_to_date: 0,
    total_taxes: 0,
    last_sent_date: '',
    invoice_id: '',
    line_items: linesFrom(line_items),
    invitations: invite(company, client, invitations),
  };
  Object.assign(document, computeTotals(document, document.line_items));
  company.tables[kind].add(document);
  company.changed(kind, 'create', document);
  return document;
}

/** Fields not given stay, and so does the client; lines, where given, replace those there are. @throws Refusal */
export function updateDocument(
  company: Company,
  kind: DocumentKind,
  id: string,
  input: DocumentInput,
): BillingDocument {
  const document = company.tables[kind].getEditable(id);
  const { client_id: _client, number, line_items, invitations: _invitations, ...fields } = input;
  if (number) document.number = company.numberFor(kind, number, id);
  Object.assign(document, fields);
  if (line_items) document.line_items = linesFrom(line_items);
  Object.assign(document, computeTotals(document, document.line_items));
  if (kind === 'invoices') settleInvoice(document);
  else if (document.status_id !== draftStatus) document.balance = document.amount;
  company.changed(kind, 'update', document);
  return document;
}

/** Marks a draft as sent, which makes its amount due; any other status stays. */
export function markSent(company: Company, kind: DocumentKind, document: BillingDocument): void {
  if (document.status_id !== draftStatus) return;
  document.status_id = sentStatus;
  document.balance = document.amount;
  for (const invitation of document.invitations) invitation.sent_date = company.moment();
  company.changed(kind, 'update', document);
  company.changed(kind, 'sent', document);
}

/** Brings an invoice's balance and status into line with its amount and what was paid of it. */
export function settleInvoice(invoice: BillingDocument): void {
  const { status_id, amount, paid_to_date } = invoice;
  if (status_id === draftStatus || status_id === invoiceStatus.cancelled || status_id === invoiceStatus.reversed)
    return;
  invoice.balance = cents(amount - paid_to_date);
  if (paid_to_date === 0 && invoice.balance !== 0) invoice.status_id = invoiceStatus.sent;
  else invoice.status_id = invoice.balance > 0 ? invoiceStatus.partial : invoiceStatus.paid;
}

/** One invitation for each contact named, or for all that take e-mail when none is. */
function invite(company: Company, client: Client, wanted: DocumentInput['invitations']): Invitation[] {
  const at = company.seconds();
  return client.contacts
    .filter(({ id, send_email }) =>
      wanted ? wanted.some(({ client_contact_id }) => client_contact_id === id) : send_email,
    )
    .map(({ id }) => ({
      id: hashedId(),
      key: hashedId(32),
      client_contact_id: id,
      sent_date: '',
      viewed_date: '',
      opened_date: '',
      created_at: at,
      updated_at: at,
    }));
}

function linesFrom(inputs: readonly LineItemInput[]): LineItem[] {
  return inputs.map((input) => ({
    ...input,
    is_amount_discount: false,
    line_total: 0,
    gross_line_total: 0,
    tax_amount: 0,
  }));
}
