import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { noteToldConsent } from '../operations/note-told-consent.js';
import { takeVendorChanges } from '../operations/take-vendor-changes.js';
import { erasePerson } from '../privacy/erase-person.js';
import { timelineOf } from '../timeline/note-event.js';

/** What marketing does when others tell it something. */
export const handleDomainEvents = domainEventJob<'marketing', SubgraphServices>('marketing', {
  ...timelineOf,
  'record.changed-at-vendor': (unit, { data }) => takeVendorChanges(unit, data),
  'consent.told': (unit, { data }) => noteToldConsent(unit, data),
  'person.erasure-requested': (unit, { data }) => erasePerson(unit, data),
});
