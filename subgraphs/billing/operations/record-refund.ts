import { ConflictError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import type { Payment } from '../entities/payment.js';
import type { RecordRefundInput } from '../resolvers/payment-inputs.js';
import { bookPayment, paymentRules } from './book-payment.js';
import { invoiceFacts } from './event-facts.js';

/**
 * Notes money given back of what was paid beyond an invoice's credit notes: a payment below zero. The invoice keeps
 * its status. With an idempotency key it is recorded once.
 *
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError when it is more than there is to give back, or when the idempotency key belongs to another
 *   payment
 */
export async function recordRefund(unit: UnitOfWork, input: RecordRefundInput): Promise<Payment> {
  const { amount, ...fields } = checked(paymentRules, input);
  const invoice = await loadForChange(unit, Invoice, input.invoiceId);
  const booking = { ...fields, amount: -amount };
  const { payment, repeated } = await bookPayment(unit, invoice, booking, () => refuseBeyond(invoice, amount));
  if (!repeated) {
    await unit.emit('payment.refunded', { ...(await invoiceFacts(unit, invoice)), paymentId: payment.id });
  }
  return payment;
}

function refuseBeyond({ balance }: Invoice, amount: number): void {
  const owed = Math.max(0, -balance.amount);
  if (amount <= owed) return;
  throw new ConflictError(
    `${owed} ${balance.currency} (minor units) are to be given back, not ${amount}: what is to be given back follows from a credit note.`,
    { details: { field: 'amount', balance } },
  );
}
