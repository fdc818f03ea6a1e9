import type { Connector } from '../../../platform/connectors/connector.js';
import type { DomainEvent } from '../../../platform/events/domain-event-job.js';
import type { DomainEventName } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { chooseConnection, noConnection } from '../connections/choose-connection.js';
import type { DeliveryRequest } from '../deliveries/delivery-request.js';
import { requestDelivery } from '../deliveries/request-delivery.js';
import { requestUpdate } from '../deliveries/request-update.js';
import { Delivery } from '../entities/delivery.js';
import { flowsOn } from '../flows.js';
import { askPartners } from '../partners/ask-partners.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';

/**
 * Does what the flows say of an event. Where there is no connection for it, that is said and nothing is lost later.
 * @param onlyMissing leaves out what was asked for before, however it ended. Default: each action says whether it is done again.
 * @param byHand whether a person asks: what failed or is blocked is then tried again. Default false.
 * @returns what was asked for of vendors; updates of what has gone, and what partners get, find their own way
 */
export async function runFlows<Name extends DomainEventName>(
  unit: UnitOfWork,
  connectors: readonly Connector[],
  event: Pick<DomainEvent<Name>, 'name' | 'data'>,
  { onlyMissing = false, byHand = false }: { onlyMissing?: boolean; byHand?: boolean } = {},
): Promise<Delivery[]> {
  const asked: Delivery[] = [];
  for (const flow of flowsOn(event.name).filter((one) => one.when(event.data))) {
    const { connector, action, follows, toEach, optional } = flow;
    const { type: subjectType, id: subjectId, reference, companyId, interventionId } = flow.subject(event.data);
    const variant = flow.variant?.(event.data);
    const about = { subjectType, subjectId, subjectReference: reference, companyId, interventionId };
    const request = { connector, action, variant, ...about, byHand };
    if (onlyMissing && !toEach && (follows || (await wasAskedFor(unit, request)))) continue;
    if (follows) {
      await requestUpdate(unit, connectors, { ...request, follows });
    } else if (toEach) {
      await askPartners(unit, { action, subjectId });
    } else if (await chooseConnection(unit.em, { connector, companyId })) {
      asked.push(await requestDelivery(unit, connectors, request));
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
  return asked;
}

/** Whether there is a delivery of it already, of whatever connection. */
async function wasAskedFor(
  { em }: UnitOfWork,
  {
    connector,
    action,
    subjectId,
    variant = '',
  }: Pick<DeliveryRequest, 'connector' | 'action' | 'subjectId' | 'variant'>,
): Promise<boolean> {
  return (await em.count(Delivery, { connector, action, subjectId, variant })) > 0;
}
