import { type DomainEvent, domainEventJob } from '../../../platform/events/domain-event-job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { noteContractSignature } from '../operations/note-contract-signature.js';
import { acceptDossier, flagDossier, rejectDossier } from '../operations/settle-dossier.js';
import { notePart } from '../privacy/note-part.js';

type Verdict = 'dossier.accepted' | 'dossier.refused' | 'dossier.rejected';

/** Whose word decides on a dossier. How it fares with others is on record with their deliveries, and changes nothing here. */
const decider = 'symphonics';

const decided =
  <Name extends Verdict>(work: (unit: UnitOfWork, data: DomainEvent<Name>['data'], at: Date) => Promise<void>) =>
  async (unit: UnitOfWork, { data, occurredAt }: DomainEvent<Name>): Promise<void> => {
    if (data.connector === decider) await work(unit, data, new Date(occurredAt));
  };

/** What the interventions subgraph does when others tell it something. */
export const handleDomainEvents = domainEventJob<'interventions', SubgraphServices>('interventions', {
  'dossier.accepted': decided((unit, { interventionId }, at) => acceptDossier(unit, interventionId, at)),
  'dossier.refused': decided((unit, { interventionId, reasons }, at) => flagDossier(unit, interventionId, reasons, at)),
  'dossier.rejected': decided((unit, { interventionId, reasons }, at) =>
    rejectDossier(unit, interventionId, reasons, at),
  ),
  'signature.changed': (unit, { data }) => noteContractSignature(unit, data),
  'person.erased': (unit, { data }) => notePart(unit, data.erasureId, data.part),
});
