import type { DomainEvent } from '../../../platform/events/domain-event-job.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { requestDelivery } from '../deliveries/request-delivery.js';
import { requestUpdate } from '../deliveries/request-update.js';
import { Connection } from '../entities/connection.js';
import { type Flow, flows } from '../flows.js';
import { askPartners } from '../partners/ask-partners.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';

type FlowEvent = (typeof flows)[number]['on'];

/** Does what the flows say of an event. Where the organization has no connection, that is said and nothing is lost later. */
export async function runFlows<Name extends FlowEvent>(unit: UnitOfWork, event: DomainEvent<Name>): Promise<void> {
  const matching = flows.filter((flow) => flow.on === event.name) as readonly Flow[] as readonly Flow<Name>[];
  for (const flow of matching.filter((one) => one.when(event.data))) {
    const { connector, action, follows, toEach } = flow;
    const { id: subjectId, reference: subjectReference } = flow.subject(event.data);
    if (follows) {
      await requestUpdate(unit, { connector, action, follows, subjectId, subjectReference, byHand: false });
    } else if (toEach) {
      await askPartners(unit, { action, subjectId });
    } else if ((await unit.em.count(Connection, { connector, deletedAt: null })) > 0) {
      await requestDelivery(unit, { connector, action, subjectId, subjectReference, byHand: false });
    } else {
      const message = `${subjectReference} would go to ${connector}, but the organization has no connection there`;
      await appendSyncEvent(unit, { type: 'flow.skipped', message, connector, interventionId: subjectId });
    }
  }
}
