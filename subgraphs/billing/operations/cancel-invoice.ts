import { ConflictError } from '../../../platform/errors/errors.js';
import { checked } from '../../../platform/service/check-input.js';
import { optional, text } from '../../../platform/service/input-rules.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { moveInvoiceStatus } from './move-invoice-status.js';

interface CancelInvoiceInput {
  id: string;
  reason?: string | null;
  expectedVersion?: number | null;
}

/**
 * Takes an invoice back that nothing was paid of. It keeps its number.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when something is paid or the invoice is closed
 */
export async function cancelInvoice(unit: UnitOfWork, input: CancelInvoiceInput): Promise<Invoice> {
  const cancellationReason = checked(optional(text(2_000)), input.reason);
  const invoice = await loadForChange(unit, Invoice, input.id, input.expectedVersion);
  if (invoice.paidAmount > 0) {
    throw new ConflictError('Something was already paid of the invoice: it cannot be cancelled.', {
      details: { field: 'status', currentStatus: invoice.status, paid: invoice.paid },
    });
  }
  unit.em.assign(invoice, { cancelledAt: unit.now(), cancellationReason });
  await moveInvoiceStatus(unit, invoice, InvoiceStatus.CANCELLED);
  return invoice;
}
