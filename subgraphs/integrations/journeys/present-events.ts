import { z } from 'zod';
import type { DomainEventData, DomainEventName } from '../../../platform/events/domain-events.js';
import { type Asker, askAsHub } from '../subjects/ask-as-hub.js';
import type { JourneySubject } from './journey-subject.js';

/** What an event says, without when and by whom. */
export type PresentEvent = {
  [Name in DomainEventName]: { name: Name; data: DomainEventData<Name> };
}[DomainEventName];

const withId = z.object({ id: z.uuid() });
const customer = z.object({ id: z.uuid(), contact: withId.nullable() });
const invoiceOf = z.object({
  id: z.uuid(),
  number: z.string().nullable(),
  kind: z.enum(['STANDARD', 'DEPOSIT', 'REST', 'CREDIT_NOTE']),
  status: z.string(),
  company: withId,
  customer,
  quote: withId.nullable(),
});
const invoiceFields = 'id number kind status company { id } customer { id contact { id } } quote { id }';

const invoiceFacts = ({
  id,
  number,
  kind,
  company,
  customer: { id: customerId, contact },
  quote,
}: z.infer<typeof invoiceOf>) => ({
  invoiceId: id,
  number,
  kind,
  companyId: company.id,
  customerId,
  contactId: contact?.id ?? null,
  quoteId: quote?.id ?? null,
});

/** How a type of subject is read, and which events would say what it is now. */
interface Present<Subject> {
  field: string;
  fields: string;
  answer: z.ZodType<Subject>;
  events(subject: Subject): PresentEvent[];
}

/** The same without its type: `events` gets what `answer` has parsed. */
const present = <Subject>({ field, fields, answer, events }: Present<Subject>) => ({
  query: `query ($id: ID!) { subject: ${field}(id: $id) { ${fields} } }`,
  eventsOf: (subject: unknown) => (subject === null ? [] : events(answer.parse(subject))),
});

const presents = {
  lead: present({
    field: 'lead',
    fields: 'id contact { id }',
    answer: z.object({ id: z.uuid(), contact: withId }),
    events: ({ id, contact }) => [{ name: 'lead.created', data: { leadId: id, contactId: contact.id } }],
  }),
  contact: present({
    field: 'contact',
    fields: 'id displayName email phone leads { id status } consents { purpose granted }',
    answer: z.object({
      id: z.uuid(),
      displayName: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      leads: z.array(z.object({ id: z.uuid(), status: z.string() })),
      consents: z.array(z.object({ purpose: z.string(), granted: z.boolean() })),
    }),
    events({ id: contactId, leads, consents, ...person }) {
      const converted = leads.find(({ status }) => status === 'CONVERTED');
      return [
        { name: 'contact.changed', data: { contactId } },
        ...consents.map((consent) => ({ name: 'consent.changed' as const, data: { contactId, ...consent } })),
        ...(converted
          ? [{ name: 'client.converted' as const, data: { leadId: converted.id, contactId, ...person } }]
          : []),
      ];
    },
  }),
  customer: present({
    field: 'customer',
    fields: 'id name',
    answer: z.object({ id: z.uuid(), name: z.string() }),
    events: ({ id, name }) => [{ name: 'customer.changed', data: { customerId: id, name } }],
  }),
  quote: present({
    field: 'quote',
    fields: 'id number status invoicedFrom company { id } customer { id contact { id } } intervention { id }',
    answer: z.object({
      id: z.uuid(),
      number: z.string(),
      status: z.string(),
      invoicedFrom: z.coerce.date().nullable(),
      company: withId,
      customer,
      intervention: withId.nullable(),
    }),
    events: ({ id, number, status, invoicedFrom, company, customer: { id: customerId, contact }, intervention }) => [
      {
        name: 'quote.status-changed',
        data: {
          quoteId: id,
          number,
          companyId: company.id,
          customerId,
          contactId: contact?.id ?? null,
          interventionId: intervention?.id ?? null,
          from: null,
          // Seen, it still has to be signed.
          to: status === 'VIEWED' ? 'SENT' : status,
          invoicedFrom: invoicedFrom?.toISOString() ?? null,
        },
      },
    ],
  }),
  invoice: present({
    field: 'invoice',
    fields: invoiceFields,
    answer: invoiceOf,
    events: (invoice) => [
      {
        name: 'invoice.status-changed',
        // What the customer made of it, seen or paid, comes after it was sent.
        data: { ...invoiceFacts(invoice), from: null, to: afterSending.has(invoice.status) ? 'SENT' : invoice.status },
      },
    ],
  }),
  payment: present({
    field: 'payment',
    fields: `id amount { amount } invoice { ${invoiceFields} }`,
    answer: z.object({ id: z.uuid(), amount: z.object({ amount: z.number() }), invoice: invoiceOf }),
    events: ({ id, amount, invoice }) => [
      {
        name: amount.amount < 0 ? 'payment.refunded' : 'payment.received',
        data: { ...invoiceFacts(invoice), paymentId: id },
      },
    ],
  }),
  intervention: present({
    field: 'intervention',
    fields: 'id reference status documents { type signedAt }',
    answer: z.object({
      id: z.uuid(),
      reference: z.string(),
      status: z.string(),
      documents: z.array(z.object({ type: z.string(), signedAt: z.unknown() })),
    }),
    events: ({ id, reference, status, documents }) => [
      {
        name: 'intervention.status-changed',
        data: {
          interventionId: id,
          reference,
          from: null,
          to: status,
          signedDocumentTypes: documents.filter(({ signedAt }) => signedAt !== null).map(({ type }) => type),
        },
      },
    ],
  }),
} as const;

const afterSending = new Set(['SENT', 'VIEWED', 'PARTIAL', 'OVERDUE', 'PAID']);

/**
 * The events that would tell of a subject as it is now: what they lead to is what should have been asked for by now.
 * Empty for one that is gone, and for terms, which lead to nothing.
 * @throws whatever the graph answered in place of data
 */
export async function presentEvents(
  asker: Asker,
  { type, id }: Pick<JourneySubject, 'type' | 'id'>,
): Promise<PresentEvent[]> {
  if (type === 'terms-acceptance') return [];
  const { query, eventsOf } = presents[type];
  return eventsOf((await askAsHub(asker, query, { id }, z.object({ subject: z.unknown() }))).subject);
}
