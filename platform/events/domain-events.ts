import { z } from 'zod';
import { subjectTypes } from '../connectors/connector.js';
import { signatureStates, touchActivities } from '../webhooks/webhook-declaration.js';
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

/** A record that we share with a vendor. */
const sharedRecord = z.object({
  type: z.enum(subjectTypes),
  subjectId: id,
  connectionId: id,
  connector: z.string(),
  externalId: z.string(),
});

/** What conditions ask of a quote. */
const quoteFacts = z.object({
  quoteId: id,
  number: z.string(),
  companyId: id,
  customerId: id,
  contactId: id.nullable(),
  interventionId: id.nullable(),
});

/** What conditions ask of an invoice. */
const invoiceFacts = z.object({
  invoiceId: id,
  /** `null` until it is sent. */
  number: z.string().nullable(),
  kind: z.enum(['STANDARD', 'DEPOSIT', 'REST', 'CREDIT_NOTE']),
  companyId: id,
  customerId: id,
  contactId: id.nullable(),
  quoteId: id.nullable(),
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
    consumers: ['integrations', 'billing'],
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
  /** Something was done at a vendor; of dossiers, `dossier.accepted` is told instead. */
  'delivery.done': {
    data: z.object({
      deliveryId: id,
      connector: z.string(),
      action: z.string(),
      subjectType: z.enum(subjectTypes),
      subjectId: id,
      subjectReference: z.string(),
      /** Of the account that it was done with. */
      companyId: id.nullable(),
      variant: z.string(),
      /** What the vendor calls it, where it said. */
      externalId: z.string().nullable(),
      /** What the connector has the hub know of it besides. */
      facts: z.record(z.string(), z.unknown()),
      /** Nothing is to follow from it: a run brought it, or it only brought what is there up to date. */
      isSilent: z.boolean().default(false),
    }),
    consumers: ['integrations'],
  },
  'quote.status-changed': {
    data: quoteFacts.extend({
      from: z.string().nullable(),
      to: z.string(),
      /** From when a signed one is invoiced by itself, where its company does that. */
      invoicedFrom: z.iso.datetime().nullish(),
    }),
    consumers: ['integrations', 'billing', 'marketing'],
  },
  /** A deposit or rest could not be invoiced by itself: its draft waits for a person. */
  'quote.not-invoiced': {
    data: quoteFacts.extend({ part: z.enum(['DEPOSIT', 'REST']), reason: z.string() }),
    consumers: ['integrations'],
  },
  'invoice.status-changed': {
    data: invoiceFacts.extend({ from: z.string().nullable(), to: z.string() }),
    consumers: ['integrations', 'marketing'],
  },
  /** A quote that was sent has no answer after so many days: told twice at most. */
  'quote.unanswered': {
    data: quoteFacts.extend({ days: z.int(), followUp: z.int() }),
    consumers: ['integrations', 'marketing'],
  },
  /** The customer answered the quote elsewhere, and it was too late or against what is known here. */
  'quote.answer-refused': {
    data: quoteFacts.extend({ signatureId: id, reason: z.string() }),
    consumers: ['integrations'],
  },
  /** An overdue invoice is to be reminded of: told once a level, from 1 to 3. */
  'invoice.reminder-due': { data: invoiceFacts.extend({ level: z.int() }), consumers: ['integrations', 'marketing'] },
  'payment.received': {
    data: invoiceFacts.extend({
      paymentId: id,
      /** The vendor's record it was taken over from, where it was. */
      takenFrom: z.object({ connectionId: id, externalId: z.string() }).optional(),
    }),
    consumers: ['integrations', 'marketing'],
  },
  /** Money was given back after a credit note. */
  'payment.refunded': { data: invoiceFacts.extend({ paymentId: id }), consumers: ['integrations', 'marketing'] },
  'terms.status-changed': {
    data: z.object({
      termsAcceptanceId: id,
      companyId: id,
      customerId: id,
      contactId: id.nullable(),
      from: z.string().nullable(),
      to: z.string(),
    }),
    consumers: ['integrations', 'marketing'],
  },
  /** What others know a customer by was changed. */
  'customer.changed': { data: z.object({ customerId: id }), consumers: ['integrations'] },
  /** The same of a contact; told too when it is made. */
  'contact.changed': { data: z.object({ contactId: id }), consumers: ['integrations'] },
  /** Something happened between a person and a vendor: an e-mail was opened. */
  'contact.touched': {
    data: z.object({
      email: z.string(),
      activity: z.enum(touchActivities),
      title: z.string(),
      /** Tells it from every other: told again, it is the same. */
      key: z.string(),
      at: z.iso.datetime(),
      connector: z.string(),
    }),
    consumers: ['marketing'],
  },
  'lead.created': { data: z.object({ leadId: id, contactId: id }), consumers: ['integrations', 'marketing'] },
  /** How far a lead has come, or how promising it is, is another now. */
  'lead.changed': {
    data: z.object({ leadId: id, contactId: id, status: z.string(), score: z.int().nullable() }),
    consumers: ['integrations', 'marketing'],
  },
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
    consumers: ['integrations', 'marketing'],
  },
  /** A vendor's record was changed there: whose it is takes the changes over. `subjectId` is `null` of one that we do not have. */
  'record.changed-at-vendor': {
    data: sharedRecord.extend({
      subjectId: id.nullable(),
      changes: z.record(z.string(), z.unknown()),
      /** When it was changed there. */
      moment: z.iso.datetime(),
    }),
    consumers: ['billing', 'marketing'],
  },
  /** What a vendor had and we had not is here now. */
  'record.taken-over': { data: sharedRecord, consumers: ['integrations'] },
  /** What was changed at a vendor cannot be taken over; `ours` is what stands here in its place. */
  'record.change-refused': {
    data: sharedRecord.extend({
      changes: z.record(z.string(), z.unknown()),
      ours: z.record(z.string(), z.unknown()),
      reason: z.string(),
    }),
    consumers: ['integrations'],
  },
  /** A person gave or took back consent at a vendor. */
  'consent.told': {
    data: z.object({
      email: z.string(),
      channel: z.enum(['EMAIL', 'SMS']),
      granted: z.boolean(),
      reason: z.string().nullable(),
      /** When they said so. */
      at: z.iso.datetime(),
      connector: z.string(),
    }),
    consumers: ['marketing'],
  },
  /** A signature moved on at the vendor; whose it is acts on what is its own. */
  'signature.changed': {
    data: z.object({
      signatureId: id,
      subjectType: z.enum(['quote', 'terms-acceptance', 'intervention']),
      subjectId: id,
      kind: z.enum(['QUOTE', 'TERMS', 'CONTRACT']),
      state: z.enum(signatureStates),
      /** When it happened at the vendor. */
      at: z.iso.datetime(),
      signedBy: z.string().nullable(),
      /** The signed document, once it is kept here. */
      fileId: id.nullable(),
      reason: z.string().nullable(),
    }),
    consumers: ['interventions', 'billing', 'marketing'],
  },
  /** A person's data are to go: the owner of the dossiers has emptied its own, the others follow one after the other. */
  'person.erasure-requested': { data: personToErase, consumers: ['marketing'] },
  /** Marketing is done, and says which contacts they were, for billing to know the customers by. */
  'person.contacts-erased': {
    data: personToErase.extend({ contactIds: z.array(id), leadIds: z.array(id) }),
    consumers: ['billing'],
  },
  /** Billing is done too: `subjectIds` is all of theirs that something may have been sent or heard about. */
  'person.documents-erased': {
    data: personToErase.pick({ erasureId: true, emailDigest: true }).extend({ subjectIds: z.array(id) }),
    consumers: ['integrations'],
  },
  'person.erased': { data: z.object({ erasureId: id, part: erasurePart }), consumers: ['interventions'] },
} as const satisfies Record<string, { data: z.ZodType; consumers: readonly Consumer[] }>;

export type DomainEventName = keyof typeof domainEvents;
export type DomainEventData<Name extends DomainEventName> = z.infer<(typeof domainEvents)[Name]['data']>;

/** The events a subgraph is told of. */
export type EventsFor<C extends Consumer> = {
  [Name in DomainEventName]: C extends (typeof domainEvents)[Name]['consumers'][number] ? Name : never;
}[DomainEventName];
