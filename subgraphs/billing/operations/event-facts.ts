import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Customer } from '../entities/customer.js';
import type { Invoice } from '../entities/invoice.js';
import type { Quote } from '../entities/quote.js';

type QuoteFacts = Omit<DomainEventData<'quote.status-changed'>, 'from' | 'to' | 'invoicedFrom'>;
type InvoiceFacts = Omit<DomainEventData<'invoice.status-changed'>, 'from' | 'to'>;

/** What every event about a quote says of it. */
export async function quoteFacts(unit: UnitOfWork, quote: Quote): Promise<QuoteFacts> {
  const { id: quoteId, number, companyId, customerId, interventionId } = quote;
  return { quoteId, number, companyId, customerId, contactId: await contactOf(unit, customerId), interventionId };
}

/** What every event about an invoice says of it. */
export async function invoiceFacts(unit: UnitOfWork, invoice: Invoice): Promise<InvoiceFacts> {
  const { id: invoiceId, number, kind, companyId, customerId, quoteId } = invoice;
  return { invoiceId, number, kind, companyId, customerId, contactId: await contactOf(unit, customerId), quoteId };
}

/** The contact that the customer is, if any. */
export async function contactOf(unit: UnitOfWork, customerId: string): Promise<string | null> {
  const customer = await unit.em.findOne(Customer, { id: customerId });
  return customer?.contactId ?? null;
}
