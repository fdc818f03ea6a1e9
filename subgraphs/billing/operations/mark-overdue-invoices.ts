import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { moveInvoiceStatus } from './move-invoice-status.js';

/**
 * Marks invoices that are not paid in time; one that somebody is changing right now is left for the next round.
 * @returns how many, `limit` at most
 */
export async function markOverdueInvoices(unit: UnitOfWork, limit: number): Promise<number> {
  const open = [InvoiceStatus.SENT, InvoiceStatus.VIEWED, InvoiceStatus.PARTIAL];
  const due = await unit.em.find(
    Invoice,
    { status: { $in: open }, dueAt: { $lt: unit.now() } },
    { limit, orderBy: { dueAt: 'asc' }, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE },
  );
  for (const invoice of due) await moveInvoiceStatus(unit, invoice, InvoiceStatus.OVERDUE);
  return due.length;
}
