import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { acceptDossier, flagDossier, rejectDossier } from '../operations/settle-dossier.js';

/** What the interventions subgraph does when others tell it something. */
export const handleDomainEvents = domainEventJob<'interventions', SubgraphServices>('interventions', {
  'dossier.accepted': (unit, event) => acceptDossier(unit, event.data.interventionId, timeOf(event)),
  'dossier.refused': (unit, event) => flagDossier(unit, event.data.interventionId, event.data.reasons, timeOf(event)),
  'dossier.rejected': (unit, event) =>
    rejectDossier(unit, event.data.interventionId, event.data.reasons, timeOf(event)),
});

const timeOf = ({ occurredAt }: { occurredAt: string }) => new Date(occurredAt);
