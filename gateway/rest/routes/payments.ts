import { PaymentDocument, PaymentsDocument, RecordPaymentDocument } from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/payments';
const tag = 'Payments';

/** Money received. Written once, never changed or deleted. */
export const paymentRoutes: readonly Route[] = [
  route({
    tag,
    method: 'GET',
    path,
    summary: 'Lists payments.',
    scopes: ['billing:read'],
    audit: onlyReads,
    document: PaymentsDocument,
  }),
  route({
    tag,
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Shows a payment.',
    scopes: ['billing:read'],
    audit: onlyReads,
    document: PaymentDocument,
  }),
  route({
    tag,
    method: 'POST',
    path,
    summary: 'Notes money received; the invoice’s status follows.',
    scopes: ['billing:write'],
    audit: 'payment.recorded',
    document: RecordPaymentDocument,
    status: 201,
    place: path,
    example: {
      invoiceId: '01990000-0000-7000-8000-000000000003',
      amount: 10000,
      method: 'BANK_TRANSFER',
      reference: 'VIR 2025-118',
    },
  }),
];
