import { requireTransition } from '../../../platform/service/require-transition.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Invoice } from '../entities/invoice.js';
import { InvoiceKind } from '../entities/invoice-kind.js';
import { creditNoteTransitions, type InvoiceStatus, invoiceTransitions } from '../entities/invoice-status.js';
import { invoiceFacts } from './event-facts.js';

/**
 * The one place where an invoice's status changes.
 * @throws ConflictError when the status machine has no such transition
 */
export async function moveInvoiceStatus(unit: UnitOfWork, invoice: Invoice, to: InvoiceStatus): Promise<void> {
  const from = invoice.status;
  const creditNote = invoice.kind === InvoiceKind.CREDIT_NOTE;
  requireTransition(
    creditNote ? 'A credit note' : 'An invoice',
    creditNote ? creditNoteTransitions : invoiceTransitions,
    from,
    to,
  );
  invoice.status = to;
  await unit.em.flush();
  await unit.emit('invoice.status-changed', { ...(await invoiceFacts(unit, invoice)), from, to });
}
