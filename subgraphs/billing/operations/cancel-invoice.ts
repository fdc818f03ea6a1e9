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
 * Drops a draft and keeps why. What was sent is in the books and is taken back with a credit note.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the invoice was sent
 */
export async function cancelInvoice(unit: UnitOfWork, input: CancelInvoiceInput): Promise<Invoice> {
  const cancellationReason = checked(optional(text(2_000)), input.reason);
  const invoice = await loadForChange(unit, Invoice, input.id, input.expectedVersion);
  if (invoice.issuedAt !== null) {
    throw new ConflictError('The invoice was sent: take it back with a credit note (createCreditNote).', {
      details: { field: 'status', currentStatus: invoice.status },
    });
  }
  unit.em.assign(invoice, { cancelledAt: unit.now(), cancellationReason });
  await moveInvoiceStatus(unit, invoice, InvoiceStatus.CANCELLED);
  return invoice;
}
