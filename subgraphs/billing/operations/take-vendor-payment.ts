import { z } from 'zod';
import { HubError } from '../../../platform/errors/hub-error.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { PaymentMethod } from '../entities/payment-method.js';
import { recordPayment } from './record-payment.js';

const told = z.object({
  invoiceId: z.uuid(),
  amount: z.int(),
  method: z.enum(PaymentMethod).catch(PaymentMethod.OTHER),
  receivedAt: z.coerce.date().nullish(),
  reference: z.string().nullish(),
});

/** Records a payment that came in at a vendor, once, however often it is told. What cannot be booked is told back. */
export async function takeVendorPayment(
  unit: UnitOfWork,
  { connectionId, connector, externalId, changes }: DomainEventData<'record.changed-at-vendor'>,
): Promise<void> {
  const { invoiceId, amount, method, receivedAt, reference } = told.parse(changes);
  const shared = { type: 'payment' as const, connectionId, connector, externalId };
  try {
    const input = {
      invoiceId,
      amount,
      method,
      receivedAt: receivedAt ?? null,
      reference: reference ?? null,
      idempotencyKey: `${connectionId}:${externalId}`,
    };
    const payment = await recordPayment(unit, input, { connectionId, externalId });
    await unit.emit('record.taken-over', { ...shared, subjectId: payment.id });
  } catch (error) {
    if (!(error instanceof HubError) || error.retryable) throw error;
    const refused = { ...shared, subjectId: invoiceId, changes: { amount }, ours: {}, reason: error.message };
    await unit.emit('record.change-refused', refused);
  }
}
