import { LockMode } from '@mikro-orm/core';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { resumeDelivery } from '../deliveries/resume-delivery.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import type { SyncLog } from './sync-log.js';

/** Between two pages that led to deliveries, in milliseconds. */
export const pageEveryMs = 1_000;

/** What a run asks for lets everything else go first. */
export const priorityOfRuns = -1;

/**
 * Whether a delivery that was asked for before has come to nothing so far. One that was given up is taken up again,
 * where the vendor can be asked first whether it has it; others are for a person to look at.
 */
export async function standsStill(unit: UnitOfWork, { id }: Delivery, canRepeat: boolean): Promise<boolean> {
  const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
  const delivery = await unit.em.findOneOrFail(Delivery, { id }, options);
  if (delivery.status === DeliveryStatus.BLOCKED) return delivery.waitsFor === 'dossier';
  if (delivery.status !== DeliveryStatus.FAILED) return false;
  if (canRepeat) {
    delivery.priority = priorityOfRuns;
    await resumeDelivery(unit, delivery);
  }
  return true;
}

/** Writes down whose outcome the run waits for. */
export async function followDeliveries(
  unit: UnitOfWork,
  { id, organizationId }: SyncLog,
  deliveryIds: string[],
): Promise<void> {
  if (deliveryIds.length === 0) return;
  await unit.em.flush();
  await unit.em.execute(
    `insert into integrations.sync_items (sync_log_id, organization_id, delivery_id)
     select ?::uuid, ?::uuid, x.id::uuid from jsonb_array_elements_text(?::jsonb) x (id) on conflict do nothing`,
    [id, organizationId, JSON.stringify(deliveryIds)],
  );
}
