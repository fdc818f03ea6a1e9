import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { Connection } from '../entities/connection.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { cancelDelivery } from '../operations/steer-delivery.js';
import { disablePartnersWebhooks } from '../outbound-webhooks/operations/partners-webhooks.js';
import { requirePartner } from './partner-of.js';

/**
 * Removes a partner. One that was sent something stays for its records: no longer authorised, paused, and with what
 * waited for it cancelled; its webhooks are disabled.
 *
 * @returns the partner when it stays; `null` when it is gone
 * @throws NotFoundError
 */
export async function deletePartner(unit: UnitOfWork, id: string): Promise<Connection | null> {
  const { em } = unit;
  const connection = await requirePartner(em, id);
  if ((await em.count(Delivery, { connection })) === 0) {
    em.remove(connection);
    return null;
  }
  connection.authorised = false;
  connection.active = false;
  await disablePartnersWebhooks(unit, id);
  const { PENDING, RETRYING, BLOCKED } = DeliveryStatus;
  const waiting = await em.find(
    Delivery,
    { connection, status: { $in: [PENDING, RETRYING, BLOCKED] } },
    { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE, orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  for (const delivery of waiting) await cancelDelivery(unit, delivery.id);
  return connection;
}
