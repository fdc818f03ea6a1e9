import { byId } from '../../../platform/service/find-by-id.js';
import type { Loader } from '../../../platform/service/request-context.js';
import { Company } from '../entities/company.js';
import { Customer } from '../entities/customer.js';
import { Invoice } from '../entities/invoice.js';
import { Payment } from '../entities/payment.js';
import { Quote } from '../entities/quote.js';
import { TermsAcceptance } from '../entities/terms-acceptance.js';

export const companyById = byId(Company);
export const customerById = byId(Customer);
export const quoteById = byId(Quote);
export const invoiceById = byId(Invoice);
export const paymentById = byId(Payment);
export const termsAcceptanceById = byId(TermsAcceptance);

export const quotesOfIntervention: Loader<string, Quote[]> = async (em, ids) => {
  const where = { interventionId: { $in: [...ids] } };
  const found = await em.find(Quote, where, { orderBy: { id: 'asc' }, disableIdentityMap: true });
  return Map.groupBy(found, (quote) => String(quote.interventionId));
};

export const invoicesOfQuote: Loader<string, Invoice[]> = async (em, ids) => {
  const where = { quoteId: { $in: [...ids] } };
  const found = await em.find(Invoice, where, { orderBy: { id: 'asc' }, disableIdentityMap: true });
  return Map.groupBy(found, (invoice) => String(invoice.quoteId));
};

export const paymentsOfInvoice: Loader<string, Payment[]> = async (em, ids) => {
  const where = { invoiceId: { $in: [...ids] } };
  const found = await em.find(Payment, where, { orderBy: { receivedAt: 'asc', id: 'asc' }, disableIdentityMap: true });
  return Map.groupBy(found, (payment) => payment.invoiceId);
};

export const creditNotesOfInvoice: Loader<string, Invoice[]> = async (em, ids) => {
  const where = { creditedInvoiceId: { $in: [...ids] } };
  const found = await em.find(Invoice, where, { orderBy: { id: 'asc' }, disableIdentityMap: true });
  return Map.groupBy(found, (note) => String(note.creditedInvoiceId));
};
