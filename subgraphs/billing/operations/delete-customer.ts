import { loadForChange } from '../../../platform/service/load-for-change.js';
import { requireUnreferred } from '../../../platform/service/require-unreferred.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Quote } from '../entities/quote.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';

/**
 * Deletes a customer who was never quoted or invoiced.
 * @throws NotFoundError
 * @throws ConflictError on a stale version, or when quotes, invoices or answers to terms are of the customer
 */
export async function deleteCustomer(unit: UnitOfWork, id: string, expectedVersion?: number | null): Promise<boolean> {
  const { em } = unit;
  const customer = await loadForChange(unit, Customer, id, expectedVersion);
  const quotes = await em.count(Quote, { customerId: id });
  const invoices = await em.count(Invoice, { customerId: id });
  const terms = await em.count(TermsAcceptance, { customerId: id });
  requireUnreferred('customer', { quotes, invoices, 'answers to terms': terms });
  em.remove(customer);
  await em.flush();
  return true;
}
