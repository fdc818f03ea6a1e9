import { z } from 'zod';
import { erasurePart } from './erasure-part.js';

/** The subgraphs that can be told of an event. */
export type Consumer = 'interventions' | 'integrations' | 'billing' | 'marketing';

const id = z.uuid();

const personToErase = z.object({
  erasureId: id,
  interventionIds: z.array(id),
  /** The address itself would stay in the queue. `null` when there is none. */
  emailDigest: z.string().nullable(),
});

/**
 * Every domain event of the hub: what it carries, and which subgraphs are told. Subgraphs meet only here and through
 * federation keys; an event carries ids and the facts a condition needs, never a whole row.
 */
export const domainEvents = {
  'intervention.status-changed': {
    data: z.object({
      interventionId: id,
      reference: z.string(),
      from: z.string().nullable(),
      to: z.string(),
      signedDocumentTypes: z.array(z.string()),
    }),
    consumers: ['integrations'],
  },
  'intervention.document-signed': {
    data: z.object({
      interventionId: id,
      reference: z.string(),
      documentType: z.string(),
      status: z.string(),
      signedDocumentTypes: z.array(z.string()),
    }),
    consumers: ['integrations'],
  },
  'intervention.changed': {
    data: z.object({ interventionId: id, reference: z.string(), status: z.string(), fields: z.array(z.string()) }),
    consumers: ['integrations'],
  },
  'dossier.accepted': {
    data: z.object({ interventionId: id, connector: z.string(), externalId: z.string().nullable() }),
    consumers: ['interventions'],
  },
  'dossier.refused': {
    data: z.object({ interventionId: id, connector: z.string(), reasons: z.array(z.string()) }),
    consumers: ['interventions'],
  },
  'dossier.rejected': {
    data: z.object({ interventionId: id, connector: z.string(), reasons: z.array(z.string()) }),
    consumers: ['interventions'],
  },
  'quote.status-changed': {
    data: z.object({ quoteId: id, from: z.string().nullable(), to: z.string(), interventionId: id.nullable() }),
    consumers: ['integrations'],
  },
  'invoice.status-changed': {
    data: z.object({ invoiceId: id, from: z.string().nullable(), to: z.string() }),
    consumers: ['integrations'],
  },
  'payment.received': { data: z.object({ paymentId: id, invoiceId: id }), consumers: ['integrations'] },
  'lead.created': { data: z.object({ leadId: id, contactId: id }), consumers: ['integrations'] },
  'client.converted': {
    data: z.object({
      leadId: id,
      contactId: id,
      displayName: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    consumers: ['integrations', 'billing'],
  },
  'consent.changed': {
    data: z.object({ contactId: id, purpose: z.string(), granted: z.boolean() }),
    consumers: ['integrations'],
  },
  /** A person's data are to go: the owner of the dossiers has emptied its own, the others are told in turn. */
  'person.erasure-requested': { data: personToErase, consumers: ['integrations', 'marketing'] },
  /** Marketing is done, and says which contacts they were, for billing to know the customers by. */
  'person.contacts-erased': { data: personToErase.extend({ contactIds: z.array(id) }), consumers: ['billing'] },
  'person.erased': { data: z.object({ erasureId: id, part: erasurePart }), consumers: ['interventions'] },
} as const satisfies Record<string, { data: z.ZodType; consumers: readonly Consumer[] }>;

export type DomainEventName = keyof typeof domainEvents;
export type DomainEventData<Name extends DomainEventName> = z.infer<(typeof domainEvents)[Name]['data']>;

/** The events a subgraph is told of. */
export type EventsFor<C extends Consumer> = {
  [Name in DomainEventName]: C extends (typeof domainEvents)[Name]['consumers'][number] ? Name : never;
}[DomainEventName];
