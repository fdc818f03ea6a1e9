import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { erasePerson } from '../privacy/erase-person.js';

/** What marketing does when others tell it something. */
export const handleDomainEvents = domainEventJob<'marketing', SubgraphServices>('marketing', {
  'person.erasure-requested': (unit, { data }) => erasePerson(unit, data),
});
