import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireUnreferred } from '../../../platform/service/require-unreferred.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Quote } from '../entities/quote.js';

/**
 * Deletes a customer who was never quoted or invoiced.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when quotes or invoices are for the customer
 */
export async function deleteCustomer(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<boolean> {
  const { em } = unit;
  const customer = await loadForChange(unit, Customer, id, expectedVersion);
  const quotes = await em.count(Quote, { customerId: id });
  const invoices = await em.count(Invoice, { customerId: id });
  requireUnreferred('customer', { quotes, invoices });
  em.remove(customer);
  await em.flush();
  return true;
}
