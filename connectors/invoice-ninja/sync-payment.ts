import type { Asked, KnownSubject, Prepared, Receipt } from '../../platform/connectors/connector.js';
import { subjectKey } from '../../platform/connectors/connector.js';
import { VendorError } from '../../platform/connectors/vendor-error.js';
import type { Violation } from '../../platform/errors/violations.js';
import type { InvoiceNinjaPaymentQuery } from '../../schema/operations.js';
import { createUnlessTaken, list, type Session } from './client.js';
import { isGone } from './map-customer.js';
import type { Settings } from './settings.js';
import { dayOf, toDecimal } from './values.js';
import type { PaymentBody, VendorPayment } from './wire.js';

/** A payment of an invoice. What came from Invoice Ninja is there already. */
export function paymentBody(
  { payment }: InvoiceNinjaPaymentQuery,
  known: KnownSubject,
  { settings }: Asked<Settings>,
): Prepared<PaymentBody> {
  if (!payment) return isGone('payment');
  if (known.externalId) return { ready: false, reason: 'nothing new', violations: [], because: 'nothing-new' };
  const { id, amount, invoice, method, receivedAt, reference } = payment;
  const clientId = known.others.get(subjectKey({ type: 'customer', id: invoice.customer.id }));
  const invoiceId = known.others.get(subjectKey({ type: 'invoice', id: invoice.id }));
  const violations: Violation[] = [];
  if (amount.amount <= 0) {
    violations.push({ field: 'amount', message: 'was given back: it has to be refunded in Invoice Ninja by hand' });
  }
  if (amount.currency !== settings.currency) {
    violations.push({ field: 'amount.currency', message: `must be ${settings.currency}, and is ${amount.currency}` });
  }
  if (invoice.kind === 'CREDIT_NOTE') violations.push({ field: 'invoice', message: 'is a credit note' });
  if (!clientId || !invoiceId) violations.push({ field: 'invoice', message: 'is not in Invoice Ninja yet' });
  if (!clientId || !invoiceId || violations.length > 0) return { ready: false, reason: 'missing data', violations };
  return {
    ready: true,
    payload: {
      client_id: clientId,
      // Both are unique there: a second one is refused, and the first is found by the number, which can be asked for.
      number: id,
      idempotency_key: id,
      amount: toDecimal(amount.amount),
      date: dayOf(receivedAt),
      type_id: settings.paymentTypes[method] ?? '',
      transaction_reference: reference ?? '',
      invoices: [{ invoice_id: invoiceId, amount: toDecimal(amount.amount).toFixed(2) }],
    },
  };
}

const receiptOf = ({ id, number }: VendorPayment): Receipt => ({
  externalId: id,
  vendorStatus: null,
  facts: { number },
});

/** Makes the payment, or finds the one that an earlier attempt made. @throws VendorError `NUMBER_TAKEN` */
export async function syncPayment(session: Session, body: PaymentBody): Promise<Receipt> {
  const made = await createUnlessTaken(session, 'payments', body);
  const receipt = made ? receiptOf(made) : await findPayment(session, body);
  if (receipt) return receipt;
  const message = `The payment ${body.number} was there and is deleted.`;
  throw new VendorError(message, { kind: 'permanent', vendorCode: 'NUMBER_TAKEN' });
}

/** By its number, which is our id. */
export async function findPayment(session: Session, { number }: PaymentBody): Promise<Receipt | null> {
  const { rows } = await list(session, 'payments', { number, per_page: '100' });
  const there = rows.find((one) => one.number === number && !one.is_deleted);
  return there ? receiptOf(there) : null;
}
