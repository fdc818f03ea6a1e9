import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import { runEventHandler } from '../../../platform/service/run-event-handler.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { acceptDossier, flagDossier, rejectDossier } from '../operations/settle-dossier.js';

/** What the interventions subgraph does when others tell it something. */
export const handleDomainEvents = domainEventJob<'interventions', SubgraphServices>('interventions', {
  'dossier.accepted': (event, services) =>
    runEventHandler(services, event, (unit) => acceptDossier(unit, event.data.interventionId, timeOf(event))),
  'dossier.refused': (event, services) =>
    runEventHandler(services, event, (unit) =>
      flagDossier(unit, event.data.interventionId, event.data.reasons, timeOf(event)),
    ),
  'dossier.rejected': (event, services) =>
    runEventHandler(services, event, (unit) =>
      rejectDossier(unit, event.data.interventionId, event.data.reasons, timeOf(event)),
    ),
});

const timeOf = ({ occurredAt }: { occurredAt: string }) => new Date(occurredAt);
