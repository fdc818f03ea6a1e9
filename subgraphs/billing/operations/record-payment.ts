import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { checked } from '../../../platform/service/check-input.js';
import { moment, optional, text } from '../../../platform/service/input-rules.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { Payment } from '../entities/payment.js';
import { PaymentMethod } from '../entities/payment-method.js';
import type { RecordPaymentInput } from '../resolvers/payment-inputs.js';
import { daysAfter } from './days-after.js';
import { moveInvoiceStatus } from './move-invoice-status.js';

const rules = z.object({
  amount: z.int().min(1, 'must be above zero'),
  method: z.enum(PaymentMethod),
  receivedAt: optional(moment),
  reference: optional(text(200)),
  idempotencyKey: optional(text(200)),
});

/**
 * Notes money received and moves the invoice on. With an idempotency key the payment is recorded once, however often
 * it is said; the repetitions are answered with the first one.
 *
 * @throws InvalidInputError
 * @throws NotFoundError
 * @throws ConflictError when it is more than is left to pay, when the invoice takes no payment, or when the
 *   idempotency key belongs to another payment
 */
export async function recordPayment(unit: UnitOfWork, input: RecordPaymentInput): Promise<Payment> {
  const { amount, idempotencyKey, ...fields } = checked(rules, input);
  const receivedAt = fields.receivedAt ?? unit.now();
  // A day of grace: a bank's date of value may be ahead of ours.
  if (receivedAt > daysAfter(unit.now(), 1)) {
    refuseViolations([{ field: 'receivedAt', message: 'must not be in the future' }]);
  }
  const invoice = await loadForChange(unit, Invoice, input.invoiceId);
  const earlier = idempotencyKey === null ? null : await unit.em.findOne(Payment, { idempotencyKey });
  if (earlier) return repeated(earlier, invoice, amount);
  refuseUnfit(invoice, amount);

  invoice.paidAmount += amount;
  const payment = unit.em.create(Payment, {
    ...fields,
    receivedAt,
    idempotencyKey,
    invoiceId: invoice.id,
    paidAmount: amount,
    currency: invoice.currency,
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  await flushPayment(unit);
  if (invoice.balance.amount === 0) {
    invoice.paidAt = receivedAt;
    await moveInvoiceStatus(unit, invoice, InvoiceStatus.PAID);
  } else if (invoice.status === InvoiceStatus.SENT || invoice.status === InvoiceStatus.VIEWED) {
    await moveInvoiceStatus(unit, invoice, InvoiceStatus.PARTIAL);
  }
  await unit.emit('payment.received', { paymentId: payment.id, invoiceId: invoice.id });
  return payment;
}

/** The same key may have come at the same moment for another invoice, which no lock of ours holds. */
async function flushPayment(unit: UnitOfWork): Promise<void> {
  try {
    await unit.em.flush();
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError('The idempotency key belongs to another payment.', {
      cause: error,
      details: { field: 'idempotencyKey' },
    });
  }
}

function repeated(earlier: Payment, invoice: Invoice, amount: number): Payment {
  if (earlier.invoiceId === invoice.id && earlier.paidAmount === amount) return earlier;
  throw new ConflictError('The idempotency key belongs to another payment.', {
    details: { field: 'idempotencyKey', paymentId: earlier.id },
  });
}

const payable: readonly InvoiceStatus[] = ['SENT', 'VIEWED', 'PARTIAL', 'OVERDUE'];

function refuseUnfit(invoice: Invoice, amount: number): void {
  if (!payable.includes(invoice.status)) {
    throw new ConflictError(`An invoice that is ${invoice.status} takes no payment.`, {
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
