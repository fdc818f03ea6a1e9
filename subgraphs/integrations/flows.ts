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

const contractSigned = (event: { signedDocumentTypes: string[] }) => event.signedDocumentTypes.includes('contract');

const addedTo = ({ status, fields }: DomainEventData<'intervention.changed'>, statuses: readonly string[]) =>
  statuses.includes(status) && fields.some((field) => field === 'documents' || field === 'photos');

/**
 * The whole orchestration. A finished intervention goes out when its contract is signed, whichever comes last; what is
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
];

/** The rows for an event, in the table's order. */
export const flowsOn = <Name extends DomainEventName>(name: Name): readonly Flow<Name>[] =>
  flows.filter((flow): flow is AnyFlow & Flow<Name> => flow.on === name);
