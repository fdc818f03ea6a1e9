import type { InvoiceNinjaPaymentQuery, PaymentMethod } from '../../schema/operations.js';
import type { Settings } from './settings.js';
import { heldMoment, momentOfDay } from './values.js';
import type { VendorPayment } from './wire.js';

type Payment = NonNullable<InvoiceNinjaPaymentQuery['payment']>;

/** What both sides have of a payment. */
export const paymentFields = ({ amount, receivedAt, method, reference }: Payment) => ({
  amount: amount.amount,
  currency: amount.currency,
  receivedAt: heldMoment(receivedAt),
  method,
  reference: reference || null,
});

/** The same there, and the invoice by its id there: `null` for what was put to several invoices, or to none: a person has to look at it. */
export function vendorPaymentFields(
  { amount, date, type_id, transaction_reference, paymentables }: VendorPayment,
  { currency, paymentTypes }: Settings,
): ReturnType<typeof paymentFields> & { invoice: string | null } {
  const [method] = Object.entries(paymentTypes).find(([, id]) => id !== null && id === type_id) ?? [];
  const [part, ...others] = paymentables.filter(({ invoice_id }) => invoice_id !== '');
  return {
    amount,
    currency,
    receivedAt: momentOfDay(date),
    method: (method as PaymentMethod | undefined) ?? 'OTHER',
    reference: transaction_reference || null,
    invoice: part && others.length === 0 ? part.invoice_id : null,
  };
}
