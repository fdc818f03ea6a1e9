import { z } from 'zod';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { type PresentEvent, presentEvents } from '../journeys/present-events.js';
import { type Asker, askAsCaller, askAsHub } from '../subjects/ask-as-hub.js';
import type { OrchestrationEvent } from './types.js';

/** Who asks, and when. */
type Requester = Asker & { services: { now(): Date } };

type Subject = Parameters<typeof presentEvents>[1];

/**
 * The events that stand for what happened, from what the graph says now.
 * @throws NotFoundError
 * @throws ConflictError when it has not happened, or is over
 */
export const rebuildEvents: Readonly<
  Record<OrchestrationEvent, (asker: Requester, id: string) => Promise<PresentEvent[]>>
> = {
  QUOTE_SENT: (asker, id) => inStatus(asker, { type: 'quote', id }, 'SENT'),
  async QUOTE_SIGNED(asker, id) {
    const signed = await inStatus(asker, { type: 'quote', id }, 'SIGNED');
    const deposit = signed.some((event) => waits(event, asker.services.now())) ? null : await invoiceDeposit(asker, id);
    const sent = deposit === null ? [] : await presentEvents(asker, { type: 'invoice', id: deposit });
    return [...signed, ...sent.filter((event) => statusOf(event) === 'SENT')];
  },
  INVOICE_SENT: (asker, id) => inStatus(asker, { type: 'invoice', id }, 'SENT'),
  async PAYMENT_RECEIVED(asker, id) {
    await present(asker, { type: 'invoice', id });
    const { invoice } = await askAsHub(asker, paymentsQuery, { id }, payments);
    const told = invoice.payments.map((payment) => presentEvents(asker, { type: 'payment', id: payment.id }));
    const received = (await Promise.all(told)).flat().filter(({ name }) => name === 'payment.received');
    if (received.length > 0) return received;
    throw new ConflictError('Nothing was paid of the invoice.', { details: { id } });
  },
  async LEAD_CREATED(asker, id) {
    const events = await present(asker, { type: 'lead', id });
    return events.filter(({ name }) => name === 'lead.created');
  },
  async CLIENT_CONVERTED(asker, id) {
    const events = await present(asker, { type: 'contact', id });
    const converted = events.filter(({ name }) => name === 'client.converted');
    if (converted.length > 0) return converted;
    throw new ConflictError('No lead of the contact was converted.', { details: { id } });
  },
};

async function present(asker: Asker, { type, id }: Subject): Promise<PresentEvent[]> {
  const events = isUuid(id) ? await presentEvents(asker, { type, id }) : [];
  if (events.length > 0) return events;
  throw new NotFoundError(`There is no ${type} ${id}.`, { details: { subjectType: type, id } });
}

async function inStatus(asker: Asker, subject: Subject, wanted: string): Promise<PresentEvent[]> {
  const events = await present(asker, subject);
  const fits = events.filter((event) => statusOf(event) === wanted);
  if (fits.length > 0) return fits;
  const status = events.map(statusOf).find((one) => one !== null);
  const message = `The ${subject.type} is ${status}, and would have to be ${wanted}.`;
  throw new ConflictError(message, { details: { id: subject.id, status } });
}

/** Whether its company invoices it on a later day; who wants the deposit before asks for that by name. */
const waits = ({ name, data }: PresentEvent, now: Date): boolean =>
  name === 'quote.status-changed' && Boolean(data.invoicedFrom && new Date(data.invoicedFrom) > now);

const statusOf = ({ data }: PresentEvent): string | null => ('to' in data ? data.to : null);

const paymentsQuery = 'query ($id: ID!) { invoice(id: $id) { payments { id } } }';
const payments = z.object({ invoice: z.object({ payments: z.array(z.object({ id: z.uuid() })) }) });

const depositMutation = 'mutation ($quoteId: ID!) { invoice: invoiceDeposit(quoteId: $quoteId) { id } }';
const deposited = z.object({ invoice: z.object({ id: z.uuid() }) });
const refusal = z.object({ extensions: z.object({ code: z.string() }) });

/** With no more than the caller may do: it makes an invoice. `null` when none is asked for, or all is invoiced otherwise. */
async function invoiceDeposit(asker: Asker, quoteId: string): Promise<string | null> {
  try {
    return (await askAsCaller(asker, depositMutation, { quoteId }, deposited)).invoice.id;
  } catch (error) {
    if (refusal.safeParse(error).data?.extensions.code === 'CONFLICT') return null;
    throw error;
  }
}
