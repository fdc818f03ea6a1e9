import type { RequiredEntityData } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { VatRounding } from '../entities/amounts.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import type { StoredLine } from '../entities/line.js';
import { invoiceFacts } from './event-facts.js';
import { withLines } from './with-lines.js';

interface NewInvoice
  extends Omit<
    RequiredEntityData<Invoice>,
    'organizationId' | 'status' | 'storedLines' | 'grossAmount' | 'vatRounding'
  > {
  status?: InvoiceStatus;
  vatRounding?: VatRounding | null;
}

/** Writes it down, as a draft unless told otherwise, and tells of it. */
export async function saveNewInvoice(unit: UnitOfWork, fields: NewInvoice, lines: StoredLine[]): Promise<Invoice> {
  const invoice = unit.em.create(Invoice, {
    status: InvoiceStatus.DRAFT,
    vatRounding: null,
    ...fields,
    ...withLines(lines, fields.vatRounding ?? {}),
    organizationId: unit.caller.organizationId,
    createdAt: unit.now(),
  });
  await unit.em.flush();
  await unit.emit('invoice.status-changed', { ...(await invoiceFacts(unit, invoice)), from: null, to: invoice.status });
  return invoice;
}
