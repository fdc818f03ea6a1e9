import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import { resumeBlocked } from '../operations/resume-blocked.js';
import { runFlows } from '../operations/run-flows.js';
import { erasePerson } from '../privacy/erase-person.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';

/** What the integrations subgraph does when others tell it something: tell the watchers, and run the flows. */
export const handleDomainEvents = domainEventJob<'integrations', IntegrationsServices>('integrations', {
  'intervention.status-changed': async (unit, event) => {
    const { interventionId, reference, from, to } = event.data;
    await resumeBlocked(unit, interventionId);
    await runFlows(unit, event);
    const message = from ? `${reference} went from ${from} to ${to}` : `${reference} was taken in as ${to}`;
    await appendSyncEvent(unit, { type: 'intervention.status', message, interventionId });
  },
  'intervention.document-signed': async (unit, event) => {
    const { interventionId, reference, documentType } = event.data;
    await resumeBlocked(unit, interventionId);
    await runFlows(unit, event);
    const message = `${documentType} of ${reference} was signed`;
    await appendSyncEvent(unit, { type: 'intervention.document-signed', message, interventionId });
  },
  'intervention.changed': async (unit, event) => {
    const { interventionId, reference, fields } = event.data;
    await resumeBlocked(unit, interventionId);
    await runFlows(unit, event);
    const message = `${reference} was changed: ${fields.join(', ')}`;
    await appendSyncEvent(unit, { type: 'intervention.changed', message, interventionId });
  },
  'quote.status-changed': async (unit, { data }) => {
    const { quoteId, from, to, interventionId } = data;
    const about = interventionId ? { interventionId } : {};
    const message = from ? `quote ${quoteId} went from ${from} to ${to}` : `quote ${quoteId} was made as ${to}`;
    await appendSyncEvent(unit, { type: 'quote.status', message, ...about });
  },
  'invoice.status-changed': async (unit, { data }) => {
    const { invoiceId, from, to } = data;
    const message = from ? `invoice ${invoiceId} went from ${from} to ${to}` : `invoice ${invoiceId} was made as ${to}`;
    await appendSyncEvent(unit, { type: 'invoice.status', message });
  },
  'payment.received': (unit, { data }) =>
    appendSyncEvent(unit, { type: 'payment.received', message: `a payment came in for invoice ${data.invoiceId}` }),
  'quote.unanswered': (unit, { data }) =>
    appendSyncEvent(unit, { type: 'quote.unanswered', message: `quote ${data.number} has no answer for ${data.days} days` }),
  'quote.answer-refused': (unit, { data }) =>
    appendSyncEvent(unit, { type: 'quote.answer-refused', message: `quote ${data.number}: ${data.reason}` }),
  'invoice.reminder-due': (unit, { data }) =>
    appendSyncEvent(unit, {
      type: 'invoice.reminder-due',
      message: `invoice ${data.invoiceId} is due for reminder ${data.level}`,
    }),
  'payment.refunded': (unit, { data }) =>
    appendSyncEvent(unit, { type: 'payment.refunded', message: `money was given back for invoice ${data.invoiceId}` }),
  'terms.status-changed': (unit, { data }) => {
    const { termsAcceptanceId, from, to } = data;
    const message = `terms ${termsAcceptanceId} ${from ? `went from ${from} to` : 'were put forward as'} ${to}`;
    return appendSyncEvent(unit, { type: 'terms.status', message });
  },
  'lead.created': (unit, { data }) =>
    appendSyncEvent(unit, { type: 'lead.created', message: `lead ${data.leadId} was created` }),
  'client.converted': (unit, { data }) =>
    appendSyncEvent(unit, { type: 'client.converted', message: `contact ${data.contactId} became a client` }),
  'consent.changed': (unit, { data }) => {
    const message = `contact ${data.contactId} ${data.granted ? 'gave' : 'withdrew'} consent to ${data.purpose}`;
    return appendSyncEvent(unit, { type: 'consent.changed', message });
  },
  'person.erasure-requested': (unit, { data }) => erasePerson(unit, data),
});
