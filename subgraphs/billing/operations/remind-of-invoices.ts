import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Invoice } from '../entities/invoice.js';
import { InvoiceStatus } from '../entities/invoice-status.js';
import { invoiceFacts } from './event-facts.js';

const due = z.array(z.object({ invoice_id: z.uuid(), level: z.int() }));

/**
 * Tells of overdue invoices whose next reminder is due, once a level; of several levels at once, of the highest alone.
 * @returns how many were due, `limit` at most
 */
export async function remindOfInvoices(unit: UnitOfWork, limit: number): Promise<number> {
  const sql = 'select invoice_id, level from billing.due_reminders(?) order by invoice_id limit ?';
  const found = due.parse(await unit.em.execute(sql, [unit.now(), limit]));
  for (const { invoice_id: id, level } of found) {
    const invoice = await unit.em.findOne(Invoice, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    // Paid, or told by another process, since it was found.
    if (invoice?.status !== InvoiceStatus.OVERDUE || invoice.remindedLevel >= level) continue;
    invoice.remindedLevel = level;
    await unit.em.flush();
    await unit.emit('invoice.reminder-due', { ...(await invoiceFacts(unit, invoice)), level });
  }
  return found.length;
}
