import { loadForChange } from '../../../platform/service/load-for-change.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { moveInvoiceStatus } from './move-invoice-status.js';

/**
 * Notes that the customer saw the invoice. Seen again, or told late, it keeps the status it has.
 * @throws NotFoundError
 * @throws ConflictError when the invoice was never sent
 */
export async function markInvoiceViewed(unit: UnitOfWork, id: string): Promise<Invoice> {
  const invoice = await loadForChange(unit, Invoice, id);
  if (invoice.status === InvoiceStatus.SENT || invoice.issuedAt === null) {
    await moveInvoiceStatus(unit, invoice, InvoiceStatus.VIEWED);
  }
  invoice.viewedAt ??= unit.now();
  await unit.em.flush();
  return invoice;
}
