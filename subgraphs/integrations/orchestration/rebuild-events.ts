import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import type { DomainEventData, DomainEventName } from '../../../platform/events/domain-events.js';
import { type Asker, askAsCaller } from '../subjects/ask-as-hub.js';
import {
  type InvoiceNow,
  invoice as invoiceSchema,
  invoiceSelection,
  type QuoteNow,
  readContact,
  readInvoice,
  readLead,
  readQuote,
} from './read-facts.js';
import type { OrchestrationEvent } from './types.js';

/** An event as its owner would tell it today. */
export type RebuiltEvent = {
  [Name in DomainEventName]: { name: Name; data: DomainEventData<Name> };
}[DomainEventName];

const unanswered = ['SENT', 'VIEWED'];
const out = ['SENT', 'VIEWED', 'PARTIAL', 'PAID', 'OVERDUE'];
const open = ['NEW', 'QUALIFIED'];

/**
 * The events that stand for what happened, from what the graph says now.
 * @throws NotFoundError
 * @throws ConflictError when it has not happened, or is over
 */
export const rebuildEvents: Readonly<
  Record<OrchestrationEvent, (asker: Asker, id: string) => Promise<RebuiltEvent[]>>
> = {
  async QUOTE_SENT(asker, id) {
    const quote = await readQuote(asker, id);
    requireStatus('quote', quote, unanswered);
    return [{ name: 'quote.status-changed', data: { ...quoteFacts(quote), from: 'DRAFT', to: 'SENT' } }];
  },
  async QUOTE_SIGNED(asker, id) {
    const quote = await readQuote(asker, id);
    requireStatus('quote', quote, ['SIGNED']);
    const deposit = quote.deposit && (await invoiceDeposit(asker, id));
    return [
      { name: 'quote.status-changed', data: { ...quoteFacts(quote), from: 'SENT', to: 'SIGNED' } },
      ...(deposit && out.includes(deposit.status) ? [invoiceSent(deposit)] : []),
    ];
  },
  async INVOICE_SENT(asker, id) {
    const invoice = await readInvoice(asker, id);
    requireStatus('invoice', invoice, out);
    return [invoiceSent(invoice)];
  },
  async PAYMENT_RECEIVED(asker, id) {
    const invoice = await readInvoice(asker, id);
    const received = invoice.payments.filter(({ amount }) => amount.amount > 0);
    if (received.length === 0) throw new ConflictError('Nothing was paid of the invoice.', { details: { id } });
    return received.map(({ id: paymentId }) => ({
      name: 'payment.received',
      data: { ...invoiceFacts(invoice), paymentId },
    }));
  },
  async LEAD_CREATED(asker, id) {
    const lead = await readLead(asker, id);
    requireStatus('lead', lead, open);
    return [{ name: 'lead.created', data: { leadId: id, contactId: lead.contact.id } }];
  },
  async CLIENT_CONVERTED(asker, id) {
    const { leads, displayName, email, phone } = await readContact(asker, id);
    const converted = leads.findLast(({ status }) => status === 'CONVERTED');
    if (!converted) throw new ConflictError('No lead of the contact was converted.', { details: { id } });
    const data = { leadId: converted.id, contactId: id, displayName, email, phone };
    return [{ name: 'client.converted', data }];
  },
};

function requireStatus(type: string, { id, status }: { id: string; status: string }, fits: readonly string[]): void {
  if (fits.includes(status)) return;
  const message = `The ${type} is ${status}, and would have to be ${fits.join(' or ')}.`;
  throw new ConflictError(message, { details: { id, status } });
}

const quoteFacts = ({ id: quoteId, number, company, customer, intervention }: QuoteNow) => ({
  quoteId,
  number,
  companyId: company.id,
  customerId: customer.id,
  contactId: customer.contact?.id ?? null,
  interventionId: intervention?.id ?? null,
});

const invoiceFacts = ({ id: invoiceId, number, kind, company, customer, quote }: InvoiceNow) => ({
  invoiceId,
  number,
  kind,
  companyId: company.id,
  customerId: customer.id,
  contactId: customer.contact?.id ?? null,
  quoteId: quote?.id ?? null,
});

const invoiceSent = (invoice: InvoiceNow): RebuiltEvent => ({
  name: 'invoice.status-changed',
  data: { ...invoiceFacts(invoice), from: 'DRAFT', to: 'SENT' },
});

const invoiced = z.object({ invoice: invoiceSchema });

/** With no more than the caller may do: it makes an invoice. `null` when all is invoiced otherwise. */
async function invoiceDeposit(asker: Asker, quoteId: string): Promise<InvoiceNow | null> {
  const mutation = `mutation ($quoteId: ID!) { invoice: invoiceDeposit(quoteId: $quoteId) { ${invoiceSelection} } }`;
  try {
    return (await askAsCaller(asker, mutation, { quoteId }, invoiced)).invoice;
  } catch (error) {
    if (refusal.safeParse(error).data?.extensions.code === 'CONFLICT') return null;
    throw error;
  }
}

const refusal = z.object({ extensions: z.object({ code: z.string() }) });
