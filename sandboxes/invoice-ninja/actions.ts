import { Refusal } from '../kit/refusal.js';
import type { Company } from './company.js';
import { createDocument, markSent } from './documents.js';
import { emailDocument } from './emails.js';
import type { BillingDocument, Entity } from './entities.js';
import { invalid } from './parse.js';
import { payInvoice, reapply } from './payments.js';
import { invoiceStatus, quoteStatus } from './statuses.js';
import type { DocumentKind, Kind } from './tables.js';
import { documentSchema } from './wire.js';

/** Archives, restores or deletes a record; undefined when the action is none of these. */
export function keepOrDrop(company: Company, kind: Kind, id: string, action: string): Entity | undefined {
  const row = company.tables[kind].get(id);
  switch (action) {
    case 'archive':
      if (row.archived_at > 0) return row;
      row.archived_at = company.seconds();
      company.changed(kind, 'archive', row);
      return row;
    case 'delete':
      if (row.is_deleted) return row;
      row.archived_at = company.seconds();
      row.is_deleted = true;
      if (kind === 'payments') reapply(company, company.tables.payments.get(id), -1);
      company.changed(kind, 'delete', row);
      return row;
    case 'restore':
      if (row.archived_at === 0) return row;
      if (kind === 'payments' && row.is_deleted) reapply(company, company.tables.payments.get(id), 1);
      row.archived_at = 0;
      row.is_deleted = false;
      company.changed(kind, 'restore', row);
      return row;
    default:
      return undefined;
  }
}

/**
 * Does what a bulk call or a call on one document asks for, and gives the document it results in: another one where a
 * quote is converted. @throws Refusal 400 for an action there is not, 422 for one that cannot be done now
 */
export function actOnDocument(
  company: Company,
  kind: DocumentKind,
  id: string,
  action: string,
  emailType?: string,
): BillingDocument {
  const document = company.tables[kind].get(id);
  if (keepOrDrop(company, kind, id, action)) return document;
  switch (action) {
    case 'mark_sent':
      markSent(company, kind, document);
      return document;
    case 'email':
    case 'send_email':
      emailDocument(company, kind, document, { template: emailType ?? kind.slice(0, -1) });
      return document;
  }
  if (kind === 'invoices') return actOnInvoice(company, document, action);
  if (kind === 'quotes') return actOnQuote(company, document, action);
  throw unavailable(action);
}

function actOnInvoice(company: Company, invoice: BillingDocument, action: string): BillingDocument {
  const { draft, sent, partial, cancelled } = invoiceStatus;
  const isOneOf = (...statuses: string[]) => statuses.includes(invoice.status_id);
  switch (action) {
    case 'mark_paid':
      if (!isOneOf(draft, sent, partial)) throw impossible('This invoice cannot be marked as paid');
      payInvoice(company, invoice, { transaction_reference: 'Manual entry' }, true);
      return invoice;
    case 'cancel':
      if (!isOneOf(sent, partial)) throw impossible('This invoice cannot be cancelled');
      invoice.status_id = cancelled;
      invoice.balance = 0;
      company.changed('invoices', 'update', invoice);
      return invoice;
    default:
      throw unavailable(action);
  }
}

function actOnQuote(company: Company, quote: BillingDocument, action: string): BillingDocument {
  switch (action) {
    case 'approve':
      if (quote.status_id !== quoteStatus.sent) {
        throw new Refusal(400, 'Unable to approve this quote as it has expired.');
      }
      quote.status_id = quoteStatus.approved;
      company.changed('quotes', 'approve', quote);
      return quote;
    case 'convert':
    case 'convert_to_invoice': {
      if (quote.invoice_id !== '') return company.tables.invoices.get(quote.invoice_id);
      const invitations = quote.invitations.map(({ client_contact_id }) => ({ client_contact_id }));
      // The schema keeps what a document is made of, and not what the quote has become.
      const copy = documentSchema.parse({ ...quote, number: '', due_date: '', invitations });
      const invoice = createDocument(company, 'invoices', copy);
      quote.status_id = quoteStatus.converted;
      quote.invoice_id = invoice.id;
      company.changed('quotes', 'update', quote);
      return invoice;
    }
    default:
      throw unavailable(action);
  }
}

function impossible(message: string): Refusal {
  return invalid([{ field: 'action', message }]);
}

function unavailable(action: string): Refusal {
  return new Refusal(400, `The requested action \`${action}\` is not available.`);
}
