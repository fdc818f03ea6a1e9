import { defineAction, defineConnector } from '../../platform/connectors/connector.js';
import {
  InvoiceNinjaCustomerDocument,
  type InvoiceNinjaCustomerQuery,
  InvoiceNinjaEmailDocument,
  type InvoiceNinjaEmailQuery,
  InvoiceNinjaInvoiceDocument,
  type InvoiceNinjaInvoiceQuery,
  InvoiceNinjaPaymentDocument,
  type InvoiceNinjaPaymentQuery,
  InvoiceNinjaQuoteDocument,
  type InvoiceNinjaQuoteQuery,
} from '../../schema/operations.js';
import { ping } from './client.js';
import { type Credentials, credentials } from './credentials.js';
import { type EmailPayload, emailInput, emailOf, sendEmail } from './email-invoice.js';
import { findEmail } from './find-email.js';
import { invoicePdf, invoiceStatus, invoices } from './lookups.js';
import { clientBody } from './map-customer.js';
import { type DocumentPayload, documentInput, invoiceDocument, quoteDocument } from './map-document.js';
import { neededCustomer, neededInvoice } from './needs.js';
import { records } from './records.js';
import { type Settings, settings } from './settings.js';
import { subscribe } from './subscribe.js';
import { findCustomer, syncCustomer } from './sync-customer.js';
import { findDocument, syncDocument } from './sync-document.js';
import { findPayment, paymentBody, syncPayment } from './sync-payment.js';
import { webhook } from './webhook.js';
import type { ClientBody, PaymentBody } from './wire.js';

const customerSync = defineAction<Credentials, InvoiceNinjaCustomerQuery, ClientBody, Settings>({
  subject: 'customer',
  repeats: true,
  leaves: 'customer',
  document: InvoiceNinjaCustomerDocument,
  prepare: clientBody,
  send: (session, body, { externalId }) => syncCustomer(session, body, externalId),
  reconcile: findCustomer,
});

const invoiceSync = defineAction<Credentials, InvoiceNinjaInvoiceQuery, DocumentPayload, Settings>({
  subject: 'invoice',
  repeats: true,
  input: documentInput,
  leaves: 'invoice',
  document: InvoiceNinjaInvoiceDocument,
  needs: ({ invoice }) => (invoice?.number ? [neededCustomer(invoice.customer)] : []),
  prepare: invoiceDocument,
  send: (session, payload, { externalId }) => syncDocument(session, payload, externalId),
  reconcile: findDocument,
});

const quoteSync = defineAction<Credentials, InvoiceNinjaQuoteQuery, DocumentPayload, Settings>({
  subject: 'quote',
  repeats: true,
  input: documentInput,
  leaves: 'quote',
  document: InvoiceNinjaQuoteDocument,
  needs: ({ quote }) => (quote && quote.status !== 'DRAFT' ? [neededCustomer(quote.customer)] : []),
  prepare: quoteDocument,
  send: (session, payload, { externalId }) => syncDocument(session, payload, externalId),
  reconcile: findDocument,
});

const paymentSync = defineAction<Credentials, InvoiceNinjaPaymentQuery, PaymentBody, Settings>({
  subject: 'payment',
  leaves: 'payment',
  document: InvoiceNinjaPaymentDocument,
  needs: ({ payment }) => (payment ? [neededCustomer(payment.invoice.customer), neededInvoice(payment.invoice)] : []),
  prepare: paymentBody,
  send: (session, body) => syncPayment(session, body),
  reconcile: findPayment,
});

const emailInvoice = defineAction<Credentials, InvoiceNinjaEmailQuery, EmailPayload, Settings>({
  subject: 'invoice',
  input: emailInput,
  document: InvoiceNinjaEmailDocument,
  needs: ({ invoice }) => (invoice ? [neededInvoice(invoice)] : []),
  prepare: emailOf,
  send: sendEmail,
  reconcile: findEmail,
});

/**
 * Invoice Ninja v5, after its API (openapi/api-docs.yaml of 5.10, https://api-docs.invoicing.co) and, where the server
 * departs from that, the server: see decision 29. A server of one's own has no limit; a connection to the hosted one
 * is given that of its address, 500 requests a minute.
 */
export const invoiceNinja = defineConnector<Credentials, Settings>({
  key: 'invoice-ninja',
  title: 'Invoice Ninja',
  credentials,
  settings,
  check: ping,
  webhook,
  actions: {
    'sync-customer': customerSync,
    'sync-invoice': invoiceSync,
    'sync-quote': quoteSync,
    'sync-payment': paymentSync,
    'email-invoice': emailInvoice,
  },
  lookups: { 'invoice-status': invoiceStatus, invoices },
  downloads: { 'invoice-pdf': invoicePdf },
  subscribe,
  records,
});
