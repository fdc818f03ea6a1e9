import type { DomainEventData, DomainEventName } from '../../platform/events/domain-events.js';

/** One row of the orchestration: when this happens, and if that is so, do this there. */
export interface Flow<Name extends DomainEventName = DomainEventName> {
  on: Name;
  when(event: DomainEventData<Name>): boolean;
  connector: string;
  action: string;
  subject(event: DomainEventData<Name>): { id: string; reference: string };
  /** Not to one connection but to each partner that is authorised and subscribes to such dossiers. */
  toEach?: 'matching partner';
  /** The action this one updates: asked for again and again, and only where that one has gone or is going out. */
  follows?: string;
}

const intervention = (event: { interventionId: string; reference: string }) => ({
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
export const flows = [
  {
    on: 'intervention.status-changed',
    when: (event) => event.to === 'INSTALLATION_DONE' && contractSigned(event),
    connector: 'symphonics',
    action: 'publish-intervention',
    subject: intervention,
  } satisfies Flow<'intervention.status-changed'>,
  {
    on: 'intervention.document-signed',
    when: (event) => event.status === 'INSTALLATION_DONE' && contractSigned(event),
    connector: 'symphonics',
    action: 'publish-intervention',
    subject: intervention,
  } satisfies Flow<'intervention.document-signed'>,
  {
    on: 'intervention.changed',
    when: (event) => addedTo(event, ['INSTALLATION_DONE', 'PUBLISHED']),
    connector: 'symphonics',
    action: 'update-intervention',
    follows: 'publish-intervention',
    subject: intervention,
  } satisfies Flow<'intervention.changed'>,
  {
    // PUBLISHED is only ever set once Symphonics has accepted, and REJECTED once it has gone back on that.
    on: 'intervention.status-changed',
    when: (event) => event.to === 'PUBLISHED' || event.to === 'REJECTED',
    connector: 'partner',
    toEach: 'matching partner',
    action: 'publish-intervention',
    subject: intervention,
  } satisfies Flow<'intervention.status-changed'>,
  {
    on: 'intervention.changed',
    when: (event) => addedTo(event, ['PUBLISHED', 'REJECTED']),
    connector: 'partner',
    action: 'update-intervention',
    follows: 'publish-intervention',
    subject: intervention,
  } satisfies Flow<'intervention.changed'>,
] as const;
