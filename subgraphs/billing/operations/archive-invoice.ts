import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { moveInvoiceStatus } from './move-invoice-status.js';

/**
 * Puts away an invoice that is paid or cancelled, or a credit note.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the invoice is still open
 */
export async function archiveInvoice(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<Invoice> {
  const invoice = await loadForChange(unit, Invoice, id, expectedVersion);
  await moveInvoiceStatus(unit, invoice, InvoiceStatus.ARCHIVED);
  return invoice;
}
