import { domainEventJob } from '../../../platform/events/domain-event-job.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { invoiceQuotePart, invoiceRests } from '../operations/invoice-quote-part.js';
import { stopAwaitedParts } from '../operations/stop-awaited-parts.js';
import { takeSignature } from '../operations/take-signature.js';
import { takeVendorChanges } from '../operations/take-vendor-changes.js';
import { welcomeClient } from '../operations/welcome-client.js';
import { erasePerson } from '../privacy/erase-person.js';

/** What billing does when others tell it something. */
export const handleDomainEvents = domainEventJob<'billing', SubgraphServices>('billing', {
  'client.converted': (unit, { data }) => welcomeClient(unit, data),
  'record.changed-at-vendor': (unit, { data }) => takeVendorChanges(unit, data),
  'signature.changed': (unit, { data }) => takeSignature(unit, data),
  'quote.status-changed': async (unit, { data }) => {
    if (data.to === 'SIGNED') await invoiceQuotePart(unit, data.quoteId, 'DEPOSIT');
  },
  'intervention.status-changed': async (unit, { data }) => {
    if (data.to === 'PUBLISHED') await invoiceRests(unit, data.interventionId);
    if (data.to === 'CANCELLED') await stopAwaitedParts(unit, data.interventionId);
  },
  'person.contacts-erased': (unit, { data }) => erasePerson(unit, data),
});
