import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  ArchiveInvoiceDocument,
  CancelInvoiceDocument,
  CreateCreditNoteDocument,
  CreateInvoiceDocument,
  DeleteInvoiceDocument,
  InvoiceDocument,
  InvoicePdfDocument,
  InvoicesDocument,
  MarkInvoiceViewedDocument,
  RecordRefundDocument,
  SendInvoiceDocument,
  UpdateInvoiceDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/invoices';
const tag = 'Invoices';
const read = { tag, scopes: ['billing:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['billing:write'] } as const;

/** What customers have to pay. Once sent, an invoice is taken back by credit notes, never changed or deleted. */
export const invoiceRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists invoices.', document: InvoicesDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Makes an invoice that follows from no quote, as a draft.',
    audit: 'invoice.created',
    document: CreateInvoiceDocument,
    status: 201,
    place: path,
    example: {
      companyId: '01990000-0000-7000-8000-000000000001',
      customerId: '01990000-0000-7000-8000-000000000002',
      lines: [{ description: 'Service visit', quantity: 1.5, unit: 'h', unitPrice: 6500, vatRate: 1000 }],
    },
  }),
  route({ ...read, method: 'GET', path: `${path}/:id`, summary: 'Shows an invoice.', document: InvoiceDocument }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id/pdf`,
    summary: 'Draws it as a PDF, in French.',
    document: InvoicePdfDocument,
    file({ invoice }) {
      if (!invoice) throw new NotFoundError('There is no such invoice.');
      return { name: `${invoice.number ?? 'facture'}.pdf`, content: invoice.pdf };
    },
  }),
  route({
    ...write,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a draft; null empties, lines replace all lines.',
    description: 'Lines, currency and customer of an invoice that was made from a quote stay as the quote has them.',
    audit: 'invoice.updated',
    document: UpdateInvoiceDocument,
    example: { title: 'Service visit in March' },
  }),
  route({
    ...write,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a draft.',
    audit: 'invoice.deleted',
    document: DeleteInvoiceDocument,
    status: 204,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/send`,
    summary: 'Notes that a draft goes to the customer, and gives it its number.',
    audit: 'invoice.sent',
    document: SendInvoiceDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/viewed`,
    summary: 'Notes that the customer saw it; said again, nothing changes.',
    audit: 'invoice.viewed',
    document: MarkInvoiceViewedDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/cancel`,
    summary: 'Drops a draft and keeps why. What was sent is taken back by a credit note.',
    audit: 'invoice.cancelled',
    document: CancelInvoiceDocument,
    example: { reason: 'Sent to the wrong customer' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/credit-notes`,
    summary: 'Takes back an invoice that was sent, or a part of it: issues a credit note.',
    description: 'Without lines, all that is left of it is taken back, and it is cancelled.',
    audit: 'credit-note.created',
    document: CreateCreditNoteDocument,
    status: 201,
    place: path,
    example: { reason: 'Sent to the wrong customer' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/refunds`,
    summary: 'Notes money given back of what was paid beyond credit notes: a payment below zero.',
    audit: 'refund.recorded',
    document: RecordRefundDocument,
    status: 201,
    place: '/api/v1/payments',
    example: { amount: 100, method: 'BANK_TRANSFER', reference: 'VIR 2025-119' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/archive`,
    summary: 'Puts away an invoice that is paid or cancelled, or a credit note.',
    audit: 'invoice.archived',
    document: ArchiveInvoiceDocument,
  }),
];
