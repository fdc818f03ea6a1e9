import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  EmailInvoiceDocument,
  InvoiceDepositDocument,
  InvoiceNinjaInvoicesDocument,
  InvoiceNinjaPdfDocument,
  SyncInvoiceDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';
import { found } from './vendor-edge.js';

const path = '/api/integrations/invoice-ninja';
const tag = 'Invoice Ninja';

/** Invoices at Invoice Ninja (requirements 003). */
export const invoiceNinjaRoutes: readonly Route[] = [
  route({
    tag,
    method: 'POST',
    path: `${path}/sync/:id`,
    summary: 'Brings an invoice to Invoice Ninja as it is now.',
    scopes: ['integrations:write'],
    audit: 'delivery.requested',
    document: SyncInvoiceDocument,
    status: 202,
  }),
  route({
    tag,
    method: 'POST',
    path: `${path}/deposit/:id`,
    summary: 'Makes and sends the deposit invoice of a signed quote, which brings it there; asked again, the same one.',
    scopes: ['integrations:write', 'billing:write'],
    audit: 'invoice.sent',
    document: InvoiceDepositDocument,
  }),
  route({
    tag,
    method: 'GET',
    path: `${path}/pdf/:id`,
    summary: 'The PDF that Invoice Ninja makes of an invoice.',
    scopes: ['integrations:read', 'billing:read'],
    audit: onlyReads,
    document: InvoiceNinjaPdfDocument,
    file({ invoice }) {
      if (!invoice) throw new NotFoundError('There is no such invoice.');
      if (!invoice.vendorDocument) throw new NotFoundError('Invoice Ninja has no PDF of the invoice.');
      return invoice.vendorDocument;
    },
  }),
  route({
    tag,
    method: 'POST',
    path: `${path}/email/:id`,
    summary: 'Has Invoice Ninja mail an invoice to its customer.',
    description:
      'Asked again it is the same e-mail, which is not sent twice; another `variant` is another one. `input.template` says which of the e-mails it is.',
    scopes: ['integrations:write'],
    audit: 'delivery.requested',
    document: EmailInvoiceDocument,
    status: 202,
    example: { variant: 'a copy', input: { template: 'invoice' } },
  }),
  route({
    tag,
    method: 'GET',
    path: `${path}/invoices`,
    summary: 'Lists what Invoice Ninja has, newest first; while it cannot be asked, what it said last, and why.',
    scopes: ['integrations:read'],
    audit: onlyReads,
    document: InvoiceNinjaInvoicesDocument,
    body: ({ list }) => found(list, list.invoices),
  }),
];
