import { ConflictError } from '../../../platform/errors/errors.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import { checked } from '../../../platform/service/check-input.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import type { Payment } from '../entities/payment.js';
import type { RecordPaymentInput } from '../resolvers/payment-inputs.js';
import { bookPayment, paymentRules } from './book-payment.js';
import { invoiceFacts } from './event-facts.js';
import { moveInvoiceStatus } from './move-invoice-status.js';

/**
 * Notes money received and moves the invoice on. With an idempotency key the payment is recorded once, however often
 * it is said; the repetitions are answered with the first one.
 *
 * @param takenFrom the vendor's record that it was told by: nobody tells that vendor of it
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError when it is more than is left to pay, when the invoice takes no payment, or when the
 *   idempotency key belongs to another payment
 */
export async function recordPayment(
  unit: UnitOfWork,
  input: RecordPaymentInput,
  takenFrom?: DomainEventData<'payment.received'>['takenFrom'],
): Promise<Payment> {
  const booking = checked(paymentRules, input);
  const invoice = await loadForChange(unit, Invoice, input.invoiceId);
  const { payment, repeated } = await bookPayment(unit, invoice, booking, () => refuseUnfit(invoice, booking.amount));
  if (repeated) return payment;
  if (invoice.balance.amount === 0) {
    invoice.paidAt = payment.receivedAt;
    await moveInvoiceStatus(unit, invoice, InvoiceStatus.PAID);
  } else if (invoice.status === InvoiceStatus.SENT || invoice.status === InvoiceStatus.VIEWED) {
    await moveInvoiceStatus(unit, invoice, InvoiceStatus.PARTIAL);
  }
  await unit.emit('payment.received', { ...(await invoiceFacts(unit, invoice)), paymentId: payment.id, takenFrom });
  return payment;
}

const payable: readonly InvoiceStatus[] = ['SENT', 'VIEWED', 'PARTIAL', 'OVERDUE'];

function refuseUnfit(invoice: Invoice, amount: number): void {
  const what = invoice.kind === InvoiceKind.CREDIT_NOTE ? 'A credit note' : `An invoice that is ${invoice.status}`;
  if (invoice.kind === InvoiceKind.CREDIT_NOTE || !payable.includes(invoice.status)) {
    throw new ConflictError(`${what} takes no payment.`, {
      details: { field: 'invoiceId', currentStatus: invoice.status },
    });
  }
  const { balance } = invoice;
  if (amount > balance.amount) {
    throw new ConflictError(
      `The payment of ${amount} is more than the ${balance.amount} ${balance.currency} (minor units) left to pay.`,
      { details: { field: 'amount', balance } },
    );
  }
}
