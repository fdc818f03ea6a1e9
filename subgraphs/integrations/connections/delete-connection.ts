import { HubError } from '../../../platform/errors/hub-error.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { AccessToken } from '../entities/access-token.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { connectionCredentials } from '../sealed-columns.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { cancelSync } from '../sync-logs/cancel-sync.js';
import { SyncLog, SyncLogStatus } from '../sync-logs/sync-log.js';
import { cancelWaitingQueue } from './cancel-waiting.js';
import { presentConnection } from './present-connection.js';

/** Deliveries wait for the connection; `details.waiting` says how many. */
export class DeliveriesWaitingError extends HubError {
  readonly code = 'DELIVERIES_WAITING';
  readonly httpStatus = 409;
}

const waitingStatuses = [
  DeliveryStatus.PENDING,
  DeliveryStatus.SENDING,
  DeliveryStatus.RETRYING,
  DeliveryStatus.BLOCKED,
];

/**
 * Deletes a connection and its credentials; deliveries, webhooks and sync logs stay as its history.
 * @param force whether to cancel what waits for it, in the background; what is being sent just now may still arrive
 * @throws NotFoundError
 * @throws DeliveriesWaitingError when something waits and `force` is not set
 */
export async function deleteConnection(
  unit: UnitOfWork,
  { secretBox }: Pick<IntegrationsServices, 'secretBox'>,
  id: string,
  force: boolean,
): Promise<boolean> {
  const connection = await presentConnection(unit, id, { lock: true });
  const waiting = await unit.em.count(Delivery, { connection, status: { $in: waitingStatuses } });
  if (waiting > 0 && !force) {
    const message = `${waiting} deliveries wait for this connection: cancel them, or delete it with force.`;
    throw new DeliveriesWaitingError(message, { details: { id, waiting } });
  }
  connection.deletedAt = unit.now();
  connection.active = false;
  connection.authorised = false;
  connection.credentials = await secretBox.seal(connectionCredentials, connection, 'null');
  const running = await unit.em.findOne(SyncLog, { connectionId: id, status: SyncLogStatus.RUNNING });
  if (running) await cancelSync(unit, running.id);
  await unit.em.nativeDelete(AccessToken, { connectionId: id });
  const { organizationId, connector, name } = connection;
  // Also when nothing waits yet: what is asked for at this very moment may come in behind it.
  await unit.enqueue(cancelWaitingQueue, { organizationId, connectionId: id });
  const message = `the connection ${name} to ${connector} was deleted by ${unit.caller.actor.name}`;
  await appendSyncEvent(unit, { type: 'connection.deleted', message, connector });
  return true;
}
