import type { DomainEvent } from '../../../platform/events/domain-event-job.js';
import type { DomainEventName } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Contact } from '../entities/contact.js';
import { type NewTouch, noteTouch } from './note-touch.js';
import { Touch, TouchKind } from './touch.js';

type Noted = Omit<NewTouch, 'contactId' | 'at' | 'source'>;
type Of<Name extends DomainEventName> = DomainEvent<Name>;
/** How an event looks in the timeline; `null` for what is not to be seen there. */
type Entry<Name extends DomainEventName> = (event: Of<Name>) => Noted | null;

const worded = (status: string) => status.toLowerCase().replaceAll('_', ' ');
const nameOf = ({ number }: { number: string | null }) => number ?? 'without a number';

const quote: Entry<'quote.status-changed'> = ({ data }) =>
  data.to === 'DRAFT'
    ? null
    : {
        kind: TouchKind.QUOTE,
        step: data.to,
        title: `Quote ${data.number} ${worded(data.to)}`,
        key: `quote:${data.quoteId}:${data.to}`,
        subjectId: data.quoteId,
      };

const unanswered: Entry<'quote.unanswered'> = ({ data }) => ({
  kind: TouchKind.QUOTE,
  step: 'UNANSWERED',
  title: `Quote ${data.number} without an answer for ${data.days} days`,
  key: `quote:${data.quoteId}:UNANSWERED:${data.days}`,
  subjectId: data.quoteId,
});

// An invoice may be in one status twice: paid, given back, paid again.
const invoice: Entry<'invoice.status-changed'> = ({ data, occurredAt }) =>
  data.to === 'DRAFT' || data.to === 'ARCHIVED'
    ? null
    : {
        kind: TouchKind.INVOICE,
        step: data.to,
        title: `${data.kind === 'CREDIT_NOTE' ? 'Credit note' : 'Invoice'} ${nameOf(data)} ${worded(data.to)}`,
        key: `invoice:${data.invoiceId}:${data.to}:${occurredAt}`,
        subjectId: data.invoiceId,
      };

const reminder: Entry<'invoice.reminder-due'> = ({ data }) => ({
  kind: TouchKind.INVOICE,
  step: 'REMINDED',
  title: `Reminder ${data.level} of invoice ${nameOf(data)}`,
  key: `invoice:${data.invoiceId}:REMINDED:${data.level}`,
  subjectId: data.invoiceId,
});

const received: Entry<'payment.received'> = ({ data }) => ({
  kind: TouchKind.PAYMENT,
  step: 'RECEIVED',
  title: `Payment received for invoice ${nameOf(data)}`,
  key: `payment:${data.paymentId}`,
  subjectId: data.paymentId,
});

const refunded: Entry<'payment.refunded'> = ({ data }) => ({
  kind: TouchKind.PAYMENT,
  step: 'REFUNDED',
  title: `Money given back for invoice ${nameOf(data)}`,
  key: `payment:${data.paymentId}`,
  subjectId: data.paymentId,
});

const terms: Entry<'terms.status-changed'> = ({ data }) => ({
  kind: TouchKind.TERMS,
  step: data.to,
  title: `Terms ${worded(data.to)}`,
  key: `terms:${data.termsAcceptanceId}:${data.to}`,
  subjectId: data.termsAcceptanceId,
});

const leadCreated: Entry<'lead.created'> = ({ data }) => ({
  kind: TouchKind.LEAD,
  step: 'NEW',
  title: 'Lead new',
  key: `lead:${data.leadId}:NEW`,
  subjectId: data.leadId,
});

// A lead that is scored anew is in no other status by that.
const leadChanged: Entry<'lead.changed'> = ({ data }) => ({
  kind: TouchKind.LEAD,
  step: data.status,
  title: `Lead ${worded(data.status)}`,
  key: `lead:${data.leadId}:${data.status}`,
  subjectId: data.leadId,
});

const consent: Entry<'consent.changed'> = ({ data, occurredAt }) => ({
  kind: TouchKind.CONSENT,
  step: data.granted ? 'GRANTED' : 'WITHDRAWN',
  title: `Consent to ${worded(data.purpose)} ${data.granted ? 'given' : 'refused or withdrawn'}`,
  key: `consent:${data.purpose}:${data.granted}:${occurredAt}`,
});

/** Writes what is told of a contact into its timeline; of a customer who is no contact, nothing. */
const entered =
  <Name extends DomainEventName>(entry: Entry<Name>) =>
  async (unit: UnitOfWork, event: Of<Name> & { data: { contactId: string | null } }): Promise<void> => {
    const noted = entry(event);
    const { contactId } = event.data;
    if (!noted || contactId === null) return;
    if ((await unit.em.count(Contact, { id: contactId })) === 0) return;
    await noteTouch(unit, { ...noted, contactId, at: new Date(event.occurredAt), source: 'hub' });
  };

/** A signature does not say whose it is: the contact is the one who was touched by what is signed before. */
async function signature(unit: UnitOfWork, { data }: Of<'signature.changed'>): Promise<void> {
  const { signatureId, subjectId, kind, state, at } = data;
  const about = await unit.em.findOne(Touch, { subjectId });
  if (!about) return;
  await noteTouch(unit, {
    contactId: about.contactId,
    at: new Date(at),
    kind: TouchKind.SIGNATURE,
    step: state,
    title: `Signature (${worded(kind)}) ${worded(state)}`,
    source: 'hub',
    key: `signature:${signatureId}:${state}`,
    subjectId,
  });
}

/** What a vendor saw; of somebody who is no contact, nothing. */
async function touched(unit: UnitOfWork, { data }: Of<'contact.touched'>): Promise<void> {
  const { email, activity: step, title, key, at, connector: source } = data;
  const contact = await unit.em.findOne(Contact, { email: email.trim().toLowerCase() });
  if (!contact) return;
  const kind = TouchKind.ACTIVITY;
  await noteTouch(unit, { contactId: contact.id, at: new Date(at), kind, step, title, source, key });
}

/** Everything that others tell and that belongs into a contact's timeline. */
export const timelineOf = {
  'consent.changed': entered(consent),
  'lead.created': entered(leadCreated),
  'lead.changed': entered(leadChanged),
  'quote.status-changed': entered(quote),
  'quote.unanswered': entered(unanswered),
  'invoice.status-changed': entered(invoice),
  'invoice.reminder-due': entered(reminder),
  'payment.received': entered(received),
  'payment.refunded': entered(refunded),
  'terms.status-changed': entered(terms),
  'signature.changed': signature,
  'contact.touched': touched,
} as const;
