import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import { runEventHandler } from '../../../platform/service/run-event-handler.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { welcomeClient } from '../operations/welcome-client.js';

/** What billing does when others tell it something. */
export const handleDomainEvents = domainEventJob<'billing', SubgraphServices>('billing', {
  'client.converted': (event, services) => runEventHandler(services, event, (unit) => welcomeClient(unit, event.data)),
});
