import type { DomainEventData, DomainEventName } from '../../platform/events/domain-events.js';

/** One row of the orchestration: when this happens, and if that is so, do this there. */
export interface Flow<Name extends DomainEventName = DomainEventName> {
  on: Name;
  when(event: DomainEventData<Name>): boolean;
  connector: string;
  action: string;
  subject(event: DomainEventData<Name>): { id: string; reference: string };
  /** The action this one updates: asked for again and again, and only where that one has gone or is going out. */
  follows?: string;
}

const intervention = (event: { interventionId: string; reference: string }) => ({
  id: event.interventionId,
  reference: event.reference,
});

const contractSigned = (event: { signedDocumentTypes: string[] }) => event.signedDocumentTypes.includes('contract');

/**
 * The whole orchestration. A finished intervention goes out when its contract is signed, whichever comes last; what is
 * added to it afterwards, or while it goes, follows it.
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
    when: (event) =>
      ['INSTALLATION_DONE', 'PUBLISHED'].includes(event.status) &&
      event.fields.some((field) => field === 'documents' || field === 'photos'),
    connector: 'symphonics',
    action: 'update-intervention',
    follows: 'publish-intervention',
    subject: intervention,
  } satisfies Flow<'intervention.changed'>,
] as const;
