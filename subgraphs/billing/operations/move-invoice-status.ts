import { ConflictError } from '../../../platform/errors/errors.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Invoice } from '../entities/invoice.js';
import { type InvoiceStatus, invoiceTransitions } from '../entities/invoice-status.js';

/**
 * The one place where an invoice's status changes.
 * @throws ConflictError when the status machine has no such transition
 */
export async function moveInvoiceStatus(unit: UnitOfWork, invoice: Invoice, to: InvoiceStatus): Promise<void> {
  const from = invoice.status;
  const allowed = invoiceTransitions[from];
  if (!allowed.includes(to)) {
    throw new ConflictError(`An invoice that is ${from} cannot become ${to}.`, {
      details: { field: 'status', currentStatus: from, allowedStatuses: allowed },
    });
  }
  invoice.status = to;
  await unit.em.flush();
  await unit.emit('invoice.status-changed', { invoiceId: invoice.id, from, to });
}
