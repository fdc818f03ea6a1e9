import type { SubjectType } from '../../platform/connectors/connector.js';
import type { DomainEventData, DomainEventName } from '../../platform/events/domain-events.js';

/** What a delivery is about. */
export interface FlowSubject {
  type: SubjectType;
  id: string;
  /** What people know it by. */
  reference: string;
  /** The billing company it is of, where it is of one: its own account at the vendor goes before the common one. */
  companyId?: string | null;
  /** The intervention behind it, where it is none itself and that is known. */
  interventionId?: string | null;
}

/** One row of the orchestration: when this happens, and if that is so, do this there. */
export interface Flow<Name extends DomainEventName> {
  on: Name;
  when(event: DomainEventData<Name>): boolean;
  connector: string;
  action: string;
  subject(event: DomainEventData<Name>): FlowSubject;
  /** Which of several of the same action for the subject: the level of a reminder. Default: the one there is. */
  variant?(event: DomainEventData<Name>): string;
  /** Not to one connection but to each partner that is authorised and subscribes to such dossiers. */
  toEach?: 'matching partner';
  /** Nothing is said where there is no account for it: not every organization works with this vendor. */
  optional?: true;
  /** The action this one updates: asked for again and again, and only where that one has gone or is going out. */
  follows?: string;
}

/** A row for any event; which one it is for says what its functions are given. */
export type AnyFlow = { [Name in DomainEventName]: Flow<Name> }[DomainEventName];

const intervention = (event: { interventionId: string; reference: string }): FlowSubject => ({
  type: 'intervention',
  id: event.interventionId,
  reference: event.reference,
});

const quote = (event: Facts<'quote.status-changed'>): FlowSubject => ({
  type: 'quote',
  id: event.quoteId,
  reference: event.number,
  companyId: event.companyId,
  interventionId: event.interventionId,
});

const invoice = (event: Facts<'invoice.status-changed'>): FlowSubject => ({
  type: 'invoice',
  id: event.invoiceId,
  reference: event.number ?? event.invoiceId,
  companyId: event.companyId,
});

const payment = (event: DomainEventData<'payment.received'>): FlowSubject => ({
  type: 'payment',
  id: event.paymentId,
  reference: `a payment of ${event.number ?? event.invoiceId}`,
  companyId: event.companyId,
});

const lead = (event: { leadId: string }): FlowSubject => ({
  type: 'lead',
  id: event.leadId,
  reference: `lead ${event.leadId}`,
});

const contact = (event: { contactId: string }): FlowSubject => ({
  type: 'contact',
  id: event.contactId,
  reference: `contact ${event.contactId}`,
});

const customer = (event: DomainEventData<'customer.changed'>): FlowSubject => ({
  type: 'customer',
  id: event.customerId,
  reference: `customer ${event.customerId}`,
});

/** What of a billing document Invoice Ninja is told: once it is sent, all that we do to it. */
const toldOf = new Set(['SENT', 'CANCELLED', 'ARCHIVED']);

/** Whom a campaign can be about. */
const hasContact = (event: { contactId: string | null }) => event.contactId !== null;

/** Only of events that have a contact. */
const theirContact = ({ contactId }: { contactId: string | null }): FlowSubject =>
  contact({ contactId: String(contactId) });

const always = () => true;
const optional = true;

const contractSigned = (event: { signedDocumentTypes: string[] }) => event.signedDocumentTypes.includes('contract');

const addedTo = ({ status, fields }: DomainEventData<'intervention.changed'>, statuses: readonly string[]) =>
  statuses.includes(status) && fields.some((field) => field === 'documents' || field === 'photos');

/** What all events about a thing say of it. */
type Facts<Name extends DomainEventName> = Omit<DomainEventData<Name>, 'from' | 'to'>;

/**
 * The whole orchestration, from the lead to the partners. What billing does by itself (the deposit of a signed quote, the
 * rest of a published intervention) comes back as an event of the invoice. A finished intervention goes out when its contract is signed, whichever comes last; what is
 * added to it afterwards, or while it goes, follows it. Once it is published, partners get it too.
 */
export const flows: readonly AnyFlow[] = [
  {
    on: 'intervention.status-changed',
    when: (event) => event.to === 'INSTALLATION_DONE' && contractSigned(event),
    connector: 'symphonics',
    action: 'publish-intervention',
    subject: intervention,
  },
  {
    on: 'intervention.document-signed',
    when: (event) => event.status === 'INSTALLATION_DONE' && contractSigned(event),
    connector: 'symphonics',
    action: 'publish-intervention',
    subject: intervention,
  },
  {
    on: 'intervention.changed',
    when: (event) => addedTo(event, ['INSTALLATION_DONE', 'PUBLISHED']),
    connector: 'symphonics',
    action: 'update-intervention',
    follows: 'publish-intervention',
    subject: intervention,
  },
  {
    // PUBLISHED is only ever set once Symphonics has accepted, and REJECTED once it has gone back on that.
    on: 'intervention.status-changed',
    when: (event) => event.to === 'PUBLISHED' || event.to === 'REJECTED',
    connector: 'partner',
    toEach: 'matching partner',
    action: 'publish-intervention',
    subject: intervention,
  },
  {
    on: 'intervention.changed',
    when: (event) => addedTo(event, ['PUBLISHED', 'REJECTED']),
    connector: 'partner',
    action: 'update-intervention',
    follows: 'publish-intervention',
    subject: intervention,
  },
  // A lead: known to the campaigns, and nurtured.
  { on: 'lead.created', when: always, connector: 'mautic', action: 'sync-lead', subject: lead, optional },
  { on: 'lead.created', when: always, connector: 'mautic', action: 'start-lead-nurturing', subject: lead, optional },
  { on: 'lead.changed', when: always, connector: 'mautic', action: 'sync-lead', subject: lead, optional },
  { on: 'contact.changed', when: always, connector: 'mautic', action: 'sync-contact', subject: contact, optional },
  { on: 'client.converted', when: always, connector: 'mautic', action: 'sync-contact', subject: contact, optional },
  { on: 'client.converted', when: always, connector: 'mautic', action: 'start-welcome', subject: contact, optional },
  // Consent given is told like any change; taken back, it stops what runs at once.
  {
    on: 'consent.changed',
    when: ({ granted }) => granted,
    connector: 'mautic',
    action: 'sync-contact',
    subject: contact,
    optional,
  },
  {
    on: 'consent.changed',
    when: ({ granted }) => !granted,
    connector: 'mautic',
    action: 'stop-campaigns',
    subject: contact,
    optional,
  },
  // A quote: sent, it is to be signed; unanswered, it is followed up.
  {
    on: 'quote.status-changed',
    when: ({ to }) => to === 'SENT',
    connector: 'docuseal',
    action: 'request-quote-signature',
    subject: quote,
    optional,
  },
  {
    on: 'quote.status-changed',
    when: (event) => event.to === 'SENT' && hasContact(event),
    connector: 'mautic',
    action: 'start-quote-sent',
    subject: quote,
    optional,
  },
  {
    on: 'quote.unanswered',
    when: hasContact,
    connector: 'mautic',
    action: 'start-quote-followup',
    subject: quote,
    variant: ({ followUp }) => String(followUp),
    optional,
  },
  {
    on: 'quote.status-changed',
    when: (event) => event.to === 'SIGNED' && hasContact(event),
    connector: 'mautic',
    action: 'note-quote-signed',
    subject: quote,
    optional,
  },
  // Whose quote waits and whose invoice is late decides on segments.
  {
    on: 'quote.status-changed',
    when: (event) => hasContact(event) && ['SENT', 'SIGNED', 'REJECTED', 'EXPIRED'].includes(event.to),
    connector: 'mautic',
    action: 'sync-contact',
    subject: theirContact,
    optional,
  },
  {
    on: 'invoice.status-changed',
    when: (event) => hasContact(event) && ['OVERDUE', 'PAID', 'CANCELLED'].includes(event.to),
    connector: 'mautic',
    action: 'sync-contact',
    subject: theirContact,
    optional,
  },
  // An invoice: kept at Invoice Ninja, mailed from there once it is there, and reminded of.
  {
    on: 'invoice.status-changed',
    when: ({ to }) => toldOf.has(to),
    connector: 'invoice-ninja',
    action: 'sync-invoice',
    subject: invoice,
    optional,
  },
  {
    on: 'delivery.done',
    when: ({ connector, action, facts, isSilent }) =>
      connector === 'invoice-ninja' && action === 'sync-invoice' && facts.status === 'SENT' && !isSilent,
    connector: 'invoice-ninja',
    action: 'email-invoice',
    subject: ({ subjectId, subjectReference, companyId }) => ({
      type: 'invoice',
      id: subjectId,
      reference: subjectReference,
      companyId,
    }),
    optional,
  },
  {
    on: 'customer.changed',
    when: always,
    connector: 'invoice-ninja',
    action: 'sync-customer',
    subject: customer,
    optional,
  },
  {
    on: 'invoice.reminder-due',
    when: hasContact,
    connector: 'mautic',
    action: 'start-payment-reminder',
    subject: invoice,
    variant: ({ level }) => String(level),
    optional,
  },
  // A payment: told to both sides.
  {
    on: 'payment.received',
    when: always,
    connector: 'invoice-ninja',
    action: 'sync-payment',
    subject: payment,
    optional,
  },
  {
    on: 'payment.received',
    when: hasContact,
    connector: 'mautic',
    action: 'note-payment-received',
    subject: payment,
    optional,
  },
];

/** The rows for an event, in the table's order. */
export const flowsOn = <Name extends DomainEventName>(name: Name): readonly Flow<Name>[] =>
  flows.filter((flow): flow is AnyFlow & Flow<Name> => flow.on === name);
