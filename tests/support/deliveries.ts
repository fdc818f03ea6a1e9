import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { runUnitOfWork } from '../../platform/service/unit-of-work.js';
import type { DeliveryRequest } from '../../subgraphs/integrations/deliveries/delivery-request.js';
import { requestDelivery } from '../../subgraphs/integrations/deliveries/request-delivery.js';
import type { Delivery } from '../../subgraphs/integrations/entities/delivery.js';
import { callerOf } from './caller.js';
import type { HubClient } from './client.js';
import { beginning, type SyncEventData } from './dossiers.js';
import type { TestHub } from './hub.js';

/** Asks for a delivery as a flow does, for actions that have no door of their own. */
export function askForDelivery(
  { assembly: { services } }: Pick<TestHub, 'assembly'>,
  request: Omit<DeliveryRequest, 'byHand'>,
): Promise<Delivery> {
  return runUnitOfWork(services, { caller: callerOf(firstOrganizationId), requestId: 'test' }, (unit) =>
    requestDelivery(unit, services.connectors, { ...request, byHand: false }),
  );
}

const query = `subscription ($id: ID!, $after: String) { syncEvents(subjectId: $id, after: $after) {
  cursor type message delivery { connector status externalId blockedBy } intervention { reference status }
} }`;

/** Watches what happens about a subject, whatever it is, from its beginning. */
export function watchSubject(client: HubClient, id: string) {
  return client.watch<SyncEventData>(query, { id, after: beginning });
}
