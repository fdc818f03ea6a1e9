import { refuseViolations } from '../../../platform/errors/violations.js';
import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireRow } from '../../../platform/service/require-row.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Company } from '../entities/company.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { daysAfter } from './days-after.js';
import { moveInvoiceStatus } from './move-invoice-status.js';
import { nextNumber } from './next-number.js';
import { refuseVat } from './refuse-vat.js';

/**
 * Notes that the invoice goes to the customer, and gives it its number.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when the invoice is no draft
 * @throws InvalidInputError when there is nothing to pay, it would be overdue at once, or it charges VAT for a company that
 *   is exempt
 */
export async function sendInvoice(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<Invoice> {
  const invoice = await loadForChange(unit, Invoice, id, expectedVersion);
  const now = unit.now();
  if (invoice.status === InvoiceStatus.DRAFT) {
    if (invoice.grossAmount === 0) refuseViolations([{ field: 'lines', message: 'must add up to more than zero' }]);
    const company = await requireRow(unit, Company, invoice.companyId, { field: 'companyId' });
    refuseVat(company, invoice.storedLines);
    invoice.dueAt ??= daysAfter(now, company.paymentTermDays);
    if (invoice.dueAt <= now) refuseViolations([{ field: 'dueAt', message: 'must be in the future' }]);
    invoice.number = await nextNumber(unit, company.id, 'invoice', company.invoicePrefix);
    invoice.issuedAt = now;
  }
  await moveInvoiceStatus(unit, invoice, InvoiceStatus.SENT);
  return invoice;
}
