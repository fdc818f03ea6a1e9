import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import { keepRecord } from '../deliveries/external-records.js';
import { actOnEvent } from '../operations/act-on-event.js';
import { resumeBlocked } from '../operations/resume-blocked.js';
import { erasePerson } from '../privacy/erase-person.js';
import type { IntegrationsServices } from '../services.js';
import { noteDeliveryDone } from '../signatures/note-delivery-done.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { noteRefusedChange } from '../two-way/note-refused-change.js';

const quote = ({ quoteId, interventionId }: { quoteId: string; interventionId: string | null }) =>
  ({ subjectType: 'quote', subjectId: quoteId, interventionId }) as const;
const invoice = ({ invoiceId }: { invoiceId: string }) => ({ subjectType: 'invoice', subjectId: invoiceId }) as const;
const payment = ({ paymentId }: { paymentId: string }) => ({ subjectType: 'payment', subjectId: paymentId }) as const;
const contact = ({ contactId }: { contactId: string }) => ({ subjectType: 'contact', subjectId: contactId }) as const;

/** An invoice has no number until it is sent. */
const nameOf = ({ number, invoiceId }: { number: string | null; invoiceId: string }): string => number ?? invoiceId;

/** What the integrations subgraph does when others tell it something: tell the watchers, and run the flows. */
export const handleDomainEvents = domainEventJob<'integrations', IntegrationsServices>('integrations', {
  'intervention.status-changed': async (unit, event, { connectors }) => {
    const { interventionId, reference, from, to } = event.data;
    await resumeBlocked(unit, interventionId);
    await actOnEvent(unit, connectors, event);
    const message = from ? `${reference} went from ${from} to ${to}` : `${reference} was taken in as ${to}`;
    await appendSyncEvent(unit, { type: 'intervention.status', message, interventionId });
  },
  'intervention.document-signed': async (unit, event, { connectors }) => {
    const { interventionId, reference, documentType } = event.data;
    await resumeBlocked(unit, interventionId);
    await actOnEvent(unit, connectors, event);
    const message = `${documentType} of ${reference} was signed`;
    await appendSyncEvent(unit, { type: 'intervention.document-signed', message, interventionId });
  },
  'intervention.changed': async (unit, event, { connectors }) => {
    const { interventionId, reference, fields } = event.data;
    await resumeBlocked(unit, interventionId);
    await actOnEvent(unit, connectors, event);
    const message = `${reference} was changed: ${fields.join(', ')}`;
    await appendSyncEvent(unit, { type: 'intervention.changed', message, interventionId });
  },
  // What was done is in the delivery's own sync event.
  'record.taken-over': (unit, { data }) => keepRecord(unit, { ...data, recordType: data.type }),
  'record.change-refused': (unit, { data }) => noteRefusedChange(unit, data),
  'delivery.done': async (unit, event, { connectors }) => {
    await noteDeliveryDone(unit, connectors, event.data);
    await actOnEvent(unit, connectors, event);
  },
  'quote.status-changed': async (unit, event, { connectors }) => {
    const { number, from, to } = event.data;
    await resumeBlocked(unit, event.data.quoteId);
    await actOnEvent(unit, connectors, event);
    const message = from ? `quote ${number} went from ${from} to ${to}` : `quote ${number} was made as ${to}`;
    await appendSyncEvent(unit, { type: 'quote.status', message, ...quote(event.data) });
  },
  'quote.unanswered': async (unit, event, { connectors }) => {
    const { number, days } = event.data;
    await actOnEvent(unit, connectors, event);
    const message = `quote ${number} has no answer for ${days} days`;
    await appendSyncEvent(unit, { type: 'quote.unanswered', message, ...quote(event.data) });
  },
  'quote.answer-refused': async (unit, event, { connectors }) => {
    const { number, reason } = event.data;
    await actOnEvent(unit, connectors, event);
    await appendSyncEvent(unit, {
      type: 'quote.answer-refused',
      message: `quote ${number}: ${reason}`,
      ...quote(event.data),
    });
  },
  'quote.not-invoiced': async (unit, event, { connectors }) => {
    const { number, part, reason } = event.data;
    await actOnEvent(unit, connectors, event);
    const message = `the ${part.toLowerCase()} of quote ${number} was not invoiced: ${reason}`;
    await appendSyncEvent(unit, { type: 'quote.not-invoiced', message, ...quote(event.data) });
  },
  'invoice.status-changed': async (unit, event, { connectors }) => {
    const { from, to } = event.data;
    await resumeBlocked(unit, event.data.invoiceId);
    await actOnEvent(unit, connectors, event);
    const name = nameOf(event.data);
    const message = from ? `invoice ${name} went from ${from} to ${to}` : `invoice ${name} was made as ${to}`;
    await appendSyncEvent(unit, { type: 'invoice.status', message, ...invoice(event.data) });
  },
  'invoice.reminder-due': async (unit, event, { connectors }) => {
    await actOnEvent(unit, connectors, event);
    const message = `invoice ${nameOf(event.data)} is due for reminder ${event.data.level}`;
    await appendSyncEvent(unit, { type: 'invoice.reminder-due', message, ...invoice(event.data) });
  },
  'payment.received': async (unit, event, { connectors }) => {
    const { paymentId: subjectId, takenFrom } = event.data;
    // Known before anything is asked of its vendor, which would be told of it a second time.
    if (takenFrom) await keepRecord(unit, { ...takenFrom, recordType: 'payment', subjectId });
    await actOnEvent(unit, connectors, event);
    const message = `a payment came in for invoice ${nameOf(event.data)}`;
    await appendSyncEvent(unit, { type: 'payment.received', message, ...payment(event.data) });
  },
  'payment.refunded': async (unit, event, { connectors }) => {
    await actOnEvent(unit, connectors, event);
    const message = `money was given back for invoice ${nameOf(event.data)}`;
    await appendSyncEvent(unit, { type: 'payment.refunded', message, ...payment(event.data) });
  },
  'terms.status-changed': async (unit, event, { connectors }) => {
    const { termsAcceptanceId, from, to } = event.data;
    await actOnEvent(unit, connectors, event);
    const message = `terms ${termsAcceptanceId} ${from ? `went from ${from} to` : 'were put forward as'} ${to}`;
    const about = { subjectType: 'terms-acceptance', subjectId: termsAcceptanceId } as const;
    await appendSyncEvent(unit, { type: 'terms.status', message, ...about });
  },
  'customer.changed': async (unit, event, { connectors }) => {
    const { customerId } = event.data;
    await resumeBlocked(unit, customerId);
    await actOnEvent(unit, connectors, event);
    const about = { subjectType: 'customer', subjectId: customerId } as const;
    await appendSyncEvent(unit, { type: 'customer.changed', message: `customer ${customerId} was changed`, ...about });
  },
  'contact.changed': async (unit, event, { connectors }) => {
    await resumeBlocked(unit, event.data.contactId);
    await actOnEvent(unit, connectors, event);
    const message = `contact ${event.data.contactId} was changed`;
    await appendSyncEvent(unit, { type: 'contact.changed', message, ...contact(event.data) });
  },
  'lead.created': async (unit, event, { connectors }) => {
    const { leadId } = event.data;
    await actOnEvent(unit, connectors, event);
    const about = { subjectType: 'lead', subjectId: leadId } as const;
    await appendSyncEvent(unit, { type: 'lead.created', message: `lead ${leadId} was created`, ...about });
  },
  'lead.changed': async (unit, event, { connectors }) => {
    const { leadId, status, score } = event.data;
    await resumeBlocked(unit, leadId);
    await actOnEvent(unit, connectors, event);
    const message = `lead ${leadId} is ${status}${score === null ? '' : `, with a score of ${score}`}`;
    await appendSyncEvent(unit, { type: 'lead.changed', message, subjectType: 'lead', subjectId: leadId });
  },
  'client.converted': async (unit, event, { connectors }) => {
    await actOnEvent(unit, connectors, event);
    const message = `contact ${event.data.contactId} became a client`;
    await appendSyncEvent(unit, { type: 'client.converted', message, ...contact(event.data) });
  },
  'consent.changed': async (unit, event, { connectors }) => {
    const { contactId, granted, purpose } = event.data;
    await resumeBlocked(unit, contactId);
    await actOnEvent(unit, connectors, event);
    const message = `contact ${contactId} ${granted ? 'gave' : 'withdrew'} consent to ${purpose}`;
    await appendSyncEvent(unit, { type: 'consent.changed', message, ...contact(event.data) });
  },
  'person.documents-erased': (unit, { data }) => erasePerson(unit, data),
});
