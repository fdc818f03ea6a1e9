import { type FilterQuery, LockMode } from '@mikro-orm/core';
import type { EntityManager } from '../../../platform/database/database.js';
import { Delivery } from '../entities/delivery.js';

/**
 * A delivery, locked until the transaction ends, with its connection, which is not: many deliveries of one connection
 * are under way at once.
 */
export async function lockDelivery(em: EntityManager, where: FilterQuery<Delivery>): Promise<Delivery | null> {
  const delivery = await em.findOne(Delivery, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (delivery) await em.populate(delivery, ['connection']);
  return delivery;
}
