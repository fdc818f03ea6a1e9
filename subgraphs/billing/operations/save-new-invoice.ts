import type { RequiredEntityData } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import type { StoredLine } from '../entities/line.js';
import { withLines } from './with-lines.js';

type NewInvoice = Omit<RequiredEntityData<Invoice>, 'organizationId' | 'status' | 'storedLines' | 'grossAmount'>;

/** Writes the draft down and tells of it. */
export async function saveNewInvoice(unit: UnitOfWork, fields: NewInvoice, lines: StoredLine[]): Promise<Invoice> {
  const invoice = unit.em.create(Invoice, {
    ...fields,
    ...withLines(lines),
    status: InvoiceStatus.DRAFT,
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  await unit.emit('invoice.status-changed', { invoiceId: invoice.id, from: null, to: invoice.status });
  return invoice;
}
