import { z } from 'zod';
import type { DomainEventData, DomainEventName } from '../../../platform/events/domain-events.js';
import type { FlowSubject } from '../flows.js';
import { matches } from '../partners/subscription.js';

type Subject = Pick<FlowSubject, 'type' | 'id' | 'companyId' | 'interventionId'>;

/** One row: after this has happened, that has to be so in time. */
export interface Invariant<Name extends DomainEventName, Data> {
  /** Kebab-case, kept with what is expected. */
  name: string;
  /** What has to be so, in a sentence. */
  title: string;
  on: Name;
  when(event: DomainEventData<Name>): boolean;
  /** Nothing is expected where the organization has no active connection to it. */
  connector: string;
  withinMs: number;
  /** When the time begins, where that is later than the event. Default: with the event. */
  countsFrom?(event: DomainEventData<Name>): string | null;
  subject(event: DomainEventData<Name>): Subject;
  /** A GraphQL document that tells whether it is so, read as the hub; its one variable is `$id`, the subject. */
  document: string;
  /** Of its answer; what is asked for as `subject` is `null` once that is gone. */
  answer: z.ZodType<Data>;
  holds(data: Data): boolean;
}

/** A row for any event and answer: `holds` parses what it is given. */
export interface AnyInvariant
  extends Omit<Invariant<DomainEventName, unknown>, 'on' | 'when' | 'countsFrom' | 'subject' | 'answer'> {
  on: DomainEventName;
  /** What is expected because of an event. `null`: nothing. */
  expects(name: DomainEventName, data: unknown): { subject: Subject; from: Date | null } | null;
}

/** Declares a row; its types are checked against itself and then forgotten. */
function invariant<Name extends DomainEventName, Data>(row: Invariant<Name, Data>): AnyInvariant {
  const { on, when, countsFrom, subject, answer, holds, ...rest } = row;
  return {
    ...rest,
    on,
    expects(name, given) {
      // Sound: the event's own schema has parsed what it carries.
      const data = given as DomainEventData<Name>;
      if (name !== on || !when(data)) return null;
      const from = countsFrom?.(data);
      return { subject: subject(data), from: from ? new Date(from) : null };
    },
    holds: (given) => holds(answer.parse(given)),
  };
}

const minutesMs = 60_000;
const always = () => true;

const records = z.array(z.object({ connector: z.string() }));
const deliveries = z.object({
  nodes: z.array(
    z.object({
      connector: z.string(),
      action: z.string(),
      status: z.string(),
      attempts: z.array(z.object({ startedAt: z.coerce.date() })),
    }),
  ),
});
const isAt = (connector: string, subject: { externalRecords: z.infer<typeof records> }) =>
  subject.externalRecords.some((record) => record.connector === connector);
const done = (connector: string, action: string, subject: { deliveries: z.infer<typeof deliveries> }) =>
  subject.deliveries.nodes.filter(
    (one) => one.connector === connector && one.action === action && one.status === 'SUCCEEDED',
  );
const ofDeliveries = 'deliveries(first: 100) { nodes { connector action status attempts { startedAt } } }';

const quoteSubject = (event: DomainEventData<'quote.status-changed'>): Subject => ({
  type: 'quote',
  id: event.quoteId,
  companyId: event.companyId,
  interventionId: event.interventionId,
});
const paymentSubject = (event: DomainEventData<'payment.received'>): Subject => ({
  type: 'payment',
  id: event.paymentId,
  companyId: event.companyId,
});

/** Everything that is checked to be so. */
export const invariants: readonly AnyInvariant[] = [
  invariant({
    name: 'signed-quote-is-invoiced',
    title: 'A signed quote has its deposit invoice in Invoice Ninja within five minutes of when it is to be invoiced.',
    on: 'quote.status-changed',
    when: ({ to }) => to === 'SIGNED',
    countsFrom: ({ invoicedFrom }) => invoicedFrom ?? null,
    connector: 'invoice-ninja',
    withinMs: 5 * minutesMs,
    subject: quoteSubject,
    document: `query ($id: ID!) { subject: quote(id: $id) {
      invoicedFrom deposit { percentage } company { automaticInvoicing } invoices { kind externalRecords { connector } }
    } }`,
    answer: z.object({
      subject: z.object({
        invoicedFrom: z.coerce.date().nullable(),
        deposit: z.object({ percentage: z.number() }).nullable(),
        company: z.object({ automaticInvoicing: z.boolean() }),
        invoices: z.array(z.object({ kind: z.string(), externalRecords: records })),
      }),
    }),
    // Whoever has invoiced all of it by hand has left nothing for a deposit; and what was cancelled before is not invoiced.
    holds: ({ subject: { invoicedFrom, deposit, company, invoices } }) =>
      !invoicedFrom ||
      !company.automaticInvoicing ||
      !deposit?.percentage ||
      invoices.some((one) => one.kind !== 'CREDIT_NOTE' && isAt('invoice-ninja', one)),
  }),
  invariant({
    name: 'sent-quote-is-to-be-signed',
    title: 'The signature of a quote that was sent is requested within five minutes.',
    on: 'quote.status-changed',
    when: ({ to }) => to === 'SENT',
    connector: 'docuseal',
    withinMs: 5 * minutesMs,
    subject: quoteSubject,
    document: 'query ($id: ID!) { subject: quote(id: $id) { status signature { submissionId } } }',
    answer: z.object({
      subject: z.object({
        status: z.string(),
        signature: z.object({ submissionId: z.string().nullable() }).nullable(),
      }),
    }),
    // Answered meanwhile, there is nothing left to sign.
    holds: ({ subject: { status, signature } }) =>
      !['SENT', 'VIEWED'].includes(status) || (signature !== null && signature.submissionId !== null),
  }),
  invariant({
    name: 'payment-is-noted-in-mautic',
    title: 'A payment is noted in Mautic within five minutes.',
    on: 'payment.received',
    when: ({ contactId }) => contactId !== null,
    connector: 'mautic',
    withinMs: 5 * minutesMs,
    subject: paymentSubject,
    document: `query ($id: ID!) { subject: payment(id: $id) { ${ofDeliveries} } }`,
    answer: z.object({ subject: z.object({ deliveries }) }),
    holds: ({ subject }) => done('mautic', 'note-payment-received', subject).length > 0,
  }),
  invariant({
    name: 'payment-is-in-invoice-ninja',
    title: 'A payment is in Invoice Ninja within five minutes.',
    on: 'payment.received',
    when: always,
    connector: 'invoice-ninja',
    withinMs: 5 * minutesMs,
    subject: paymentSubject,
    document: 'query ($id: ID!) { subject: payment(id: $id) { externalRecords { connector } } }',
    answer: z.object({ subject: z.object({ externalRecords: records }) }),
    holds: ({ subject }) => isAt('invoice-ninja', subject),
  }),
  invariant({
    name: 'published-intervention-is-with-partners',
    title: 'An intervention that was published is accepted by every subscribed partner within fifteen minutes.',
    on: 'intervention.status-changed',
    when: ({ to }) => to === 'PUBLISHED',
    connector: 'partner',
    withinMs: 15 * minutesMs,
    subject: ({ interventionId }) => ({ type: 'intervention', id: interventionId }),
    document: `query ($id: ID!) {
      subject: intervention(id: $id) {
        status completedAt site { postalCode } operations { code } installer { companyId }
        deliveries(first: 100) { nodes { action status connection { id } } }
      }
      partners(first: 100, filter: { authorised: true, active: true }) {
        nodes { id subscription { companies operationCodes departments statuses since } }
      }
    }`,
    answer: z.object({
      subject: z.object({
        status: z.string(),
        completedAt: z.coerce.date().nullable(),
        site: z.object({ postalCode: z.string().nullable() }),
        operations: z.array(z.object({ code: z.string() })),
        installer: z.object({ companyId: z.string().nullable() }).nullable(),
        deliveries: z.object({
          nodes: z.array(
            z.object({ action: z.string(), status: z.string(), connection: z.object({ id: z.string() }) }),
          ),
        }),
      }),
      partners: z.object({
        nodes: z.array(
          z.object({
            id: z.string(),
            subscription: z.object({
              companies: z.array(z.string()),
              operationCodes: z.array(z.string()),
              departments: z.array(z.string()),
              statuses: z.array(z.enum(['PUBLISHED', 'REJECTED'])),
              since: z.coerce.string().nullable(),
            }),
          }),
        ),
      }),
    }),
    holds({ subject, partners }) {
      const { status, completedAt, site, operations, installer } = subject;
      const facts = {
        status,
        completedAt,
        companyId: installer?.companyId ?? null,
        operationCodes: operations.map(({ code }) => code),
        postalCode: site.postalCode,
      };
      const accepted = new Set(
        subject.deliveries.nodes
          .filter((one) => one.action === 'publish-intervention' && one.status === 'SUCCEEDED')
          .map(({ connection }) => connection.id),
      );
      return partners.nodes.every(({ id, subscription }) => !matches(subscription, facts) || accepted.has(id));
    },
  }),
  invariant({
    name: 'withdrawal-is-known-to-mautic',
    title: 'A consent that was withdrawn is known to Mautic within five minutes.',
    on: 'consent.changed',
    when: ({ granted }) => !granted,
    connector: 'mautic',
    withinMs: 5 * minutesMs,
    subject: ({ contactId }) => ({ type: 'contact', id: contactId }),
    document: `query ($id: ID!) { subject: contact(id: $id) {
      consents { granted createdAt } externalRecords { connector } ${ofDeliveries}
    } }`,
    answer: z.object({
      subject: z.object({
        consents: z.array(z.object({ granted: z.boolean(), createdAt: z.coerce.date() })),
        externalRecords: records,
        deliveries,
      }),
    }),
    holds({ subject }) {
      // Nothing is sent to whom Mautic does not know; and what was given again is no withdrawal any more.
      if (!isAt('mautic', subject)) return true;
      const withdrawn = subject.consents.filter(({ granted }) => !granted).map(({ createdAt }) => createdAt.getTime());
      const last = Math.max(...withdrawn);
      // What was sent is read when an attempt begins.
      const told = done('mautic', 'stop-campaigns', subject).flatMap(({ attempts }) => attempts);
      return withdrawn.length === 0 || told.some(({ startedAt }) => startedAt.getTime() >= last);
    },
  }),
];

/** `null`: there is none of this name, or none any more. */
export function invariantNamed(name: string): AnyInvariant | null {
  return invariants.find((one) => one.name === name) ?? null;
}
