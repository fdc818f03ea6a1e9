import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  CreateDepositInvoiceDocument,
  CreateInvoiceFromQuoteDocument,
  CreateQuoteDocument,
  CreateRestInvoiceDocument,
  DeleteQuoteDocument,
  MarkQuoteViewedDocument,
  QuoteDocument,
  QuotePdfDocument,
  QuotesDocument,
  RejectQuoteDocument,
  SendQuoteDocument,
  SignQuoteDocument,
  UpdateQuoteDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/quotes';
const tag = 'Quotes';
const read = { tag, scopes: ['billing:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['billing:write'] } as const;

/** Offers to customers. */
export const quoteRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists quotes.', document: QuotesDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Makes a quote, as a draft.',
    audit: 'quote.created',
    document: CreateQuoteDocument,
    status: 201,
    place: path,
    example: {
      companyId: '01990000-0000-7000-8000-000000000001',
      customerId: '01990000-0000-7000-8000-000000000002',
      title: 'Heat pump',
      lines: [{ description: 'Heat pump, fitted', quantity: 1, unitPrice: 890000, vatRate: 550 }],
    },
  }),
  route({ ...read, method: 'GET', path: `${path}/:id`, summary: 'Shows a quote.', document: QuoteDocument }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id/pdf`,
    summary: 'Draws it as a PDF, in French.',
    document: QuotePdfDocument,
    file({ quote }) {
      if (!quote) throw new NotFoundError('There is no such quote.');
      return { name: `${quote.number}.pdf`, content: quote.pdf };
    },
  }),
  route({
    ...write,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a draft; null empties, lines replace all lines.',
    audit: 'quote.updated',
    document: UpdateQuoteDocument,
    example: { title: 'Heat pump, 8 kW' },
  }),
  route({
    ...write,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a draft.',
    audit: 'quote.deleted',
    document: DeleteQuoteDocument,
    status: 204,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/send`,
    summary: 'Notes that a draft goes to the customer.',
    audit: 'quote.sent',
    document: SendQuoteDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/viewed`,
    summary: 'Notes that the customer saw it; said again, nothing changes.',
    audit: 'quote.viewed',
    document: MarkQuoteViewedDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/sign`,
    summary: 'Notes that the customer signed it; now, unless told when.',
    audit: 'quote.signed',
    document: SignQuoteDocument,
    example: { signedBy: 'Camille Durand' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/reject`,
    summary: 'Notes that the customer does not want it.',
    audit: 'quote.rejected',
    document: RejectQuoteDocument,
    example: { reason: 'Too expensive' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/invoices`,
    summary: 'Makes an invoice over a signed quote or a part of it, as a draft: a deposit, the rest.',
    audit: 'invoice.created',
    document: CreateInvoiceFromQuoteDocument,
    status: 201,
    place: '/api/v1/invoices',
    example: { percentage: 30 },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/deposit-invoice`,
    summary: 'Makes the invoice over the deposit of a signed quote, as a draft; asked again, it is the same one.',
    audit: 'invoice.created',
    document: CreateDepositInvoiceDocument,
    place: '/api/v1/invoices',
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/rest-invoice`,
    summary: 'Makes the invoice over all that is left of a signed quote, as a draft; asked again, it is the same one.',
    audit: 'invoice.created',
    document: CreateRestInvoiceDocument,
    place: '/api/v1/invoices',
  }),
];
