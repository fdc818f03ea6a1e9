import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import { refuseViolations } from '../../../platform/errors/violations.js';
import { moment, optional, text } from '../../../platform/service/input-rules.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Invoice } from '../entities/invoice.js';
import { Payment } from '../entities/payment.js';
import { PaymentMethod } from '../entities/payment-method.js';
import { daysAfter } from './days-after.js';

/** What money received and money given back keep to. */
export const paymentRules = z.object({
  amount: z.int().min(1, 'must be above zero'),
  method: z.enum(PaymentMethod),
  receivedAt: optional(moment),
  reference: optional(text(200)),
  idempotencyKey: optional(text(200)),
});

interface Booked {
  payment: Payment;
  /** Whether it was there: nothing follows from it a second time. */
  repeated: boolean;
}

/**
 * Writes down what came in for a locked invoice, or went back (`amount` below zero); the invoice's sum follows.
 * @param refuseUnfit throws when the invoice does not take it; not asked for a repetition
 * @throws InvalidInputError when it is in the future
 * @throws ConflictError when the idempotency key belongs to another payment
 */
export async function bookPayment(
  unit: UnitOfWork,
  invoice: Invoice,
  booking: z.infer<typeof paymentRules>,
  refuseUnfit: () => void,
): Promise<Booked> {
  const { amount, idempotencyKey, ...fields } = booking;
  const receivedAt = fields.receivedAt ?? unit.now();
  // A day of grace: a bank's date of value may be ahead of ours.
  if (receivedAt > daysAfter(unit.now(), 1)) {
    refuseViolations([{ field: 'receivedAt', message: 'must not be in the future' }]);
  }
  const earlier = idempotencyKey === null ? null : await unit.em.findOne(Payment, { idempotencyKey });
  if (earlier?.invoiceId === invoice.id && earlier.paidAmount === amount) return { payment: earlier, repeated: true };
  if (earlier) throw keyTaken({ paymentId: earlier.id });
  refuseUnfit();

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
  try {
    await unit.em.flush();
  } catch (error) {
    // The same key may have come at the same moment for another invoice, which no lock of ours holds.
    if (error instanceof UniqueConstraintViolationException) throw keyTaken({}, error);
    throw error;
  }
  return { payment, repeated: false };
}

const keyTaken = (details: Record<string, unknown>, cause?: unknown): ConflictError =>
  new ConflictError('The idempotency key belongs to another payment.', {
    cause,
    details: { field: 'idempotencyKey', ...details },
  });
