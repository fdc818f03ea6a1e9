import type { Connector } from '../../../platform/connectors/connector.js';
import type { DomainEvent } from '../../../platform/events/domain-event-job.js';
import type { DomainEventName } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { chooseConnection, noConnection } from '../connections/choose-connection.js';
import { requestDelivery } from '../deliveries/request-delivery.js';
import { requestUpdate } from '../deliveries/request-update.js';
import { flowsOn } from '../flows.js';
import { askPartners } from '../partners/ask-partners.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';

/** Does what the flows say of an event. Where there is no connection for it, that is said and nothing is lost later. */
export async function runFlows<Name extends DomainEventName>(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  event: DomainEvent<Name>,
): Promise<void> {
  for (const flow of flowsOn(event.name).filter((one) => one.when(event.data))) {
    const { connector, action, follows, toEach, optional } = flow;
    const { type: subjectType, id: subjectId, reference, companyId, interventionId } = flow.subject(event.data);
    const variant = flow.variant?.(event.data);
    const about = { subjectType, subjectId, subjectReference: reference, companyId, interventionId };
    const request = { connector, action, variant, ...about, byHand: false };
    if (follows) {
      await requestUpdate(unit, connectors, { ...request, follows });
    } else if (toEach) {
      await askPartners(unit, { action, subjectId });
    } else if (await chooseConnection(unit.em, { connector, companyId })) {
      await requestDelivery(unit, connectors, request);
    } else if (!optional) {
      const message = `${reference} would go to ${connector}, but the organization has ${noConnection(request)}`;
      const found = subjectType === 'intervention' ? subjectId : (interventionId ?? null);
      await appendSyncEvent(unit, {
        type: 'flow.skipped',
        message,
        connector,
        subjectType,
        subjectId,
        interventionId: found,
      });
    }
  }
}
